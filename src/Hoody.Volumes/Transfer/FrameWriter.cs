using System.Buffers.Binary;
using System.IO.Hashing;
using System.IO.Pipelines;

namespace Hoody.Volumes.Transfer;

/// <summary>Puts frames into a pipe, whole, one after another. Thread-safe.</summary>
internal sealed class FrameWriter(PipeWriter output, IdleWatch idle, SessionShare share) : IDisposable
{
    // Enough that a flush no longer costs anything, little enough to be on its way soon.
    private const int FlushAfterBytes = 64 << 10;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Crc32 _check = new();
    private long _bytesWritten;
    private int _unflushed;

    /// <summary>Bytes of frames so far.</summary>
    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    /// <summary>Whether the connection took no more. Why may still be read: the other side says it last, and then ends.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Writes a frame whose payload comes in two parts; it may stay in the pipe until <see cref="FlushAsync"/>.</summary>
    public async ValueTask WriteAsync(
        FrameType type, ReadOnlyMemory<byte> start, ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        await share.PaceSendingAsync(FrameHead.Size + start.Length + rest.Length + FrameHead.CheckSize, cancellationToken).ConfigureAwait(false);
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // All or nothing: a cancelled flush leaves whole frames behind, so that an Error may follow.
            AppendWhole(type, start.Span, rest.Span);
            if (_unflushed >= FlushAfterBytes)
            {
                await FlushOutputAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Sends a sign of life, unless something is being sent at this moment: it is as good. No rate holds it up.</summary>
    public async ValueTask ShowLifeAsync(CancellationToken cancellationToken)
    {
        if (!await _oneAtATime.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            AppendWhole(FrameType.Alive, [], []);
            await FlushOutputAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Sends what was written, and waits until there is room for more.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FlushOutputAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Writes a last frame, if there is one, and ends the direction. Nobody else writes any more.</summary>
    public async ValueTask CompleteAsync(FrameType? type, ReadOnlyMemory<byte> payload)
    {
        try
        {
            if (type is { } last)
            {
                Append(last, payload.Span, []);
            }

            await output.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            return; // whatever somebody's pipe throws when it is ended: what ended the session is known already
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private void AppendWhole(FrameType type, ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest)
    {
        try
        {
            Append(type, start, rest);
        }
        catch (InvalidOperationException failure)
        {
            throw Lost(failure); // its owner has ended it
        }
    }

    private void Append(FrameType type, ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest)
    {
        int length = start.Length + rest.Length;
        Span<byte> small = stackalloc byte[FrameHead.Size];
        new FrameHead(type, length).Write(small);
        Append(small);
        Append(start);
        Append(rest);
        BinaryPrimitives.WriteUInt32LittleEndian(small, _check.GetCurrentHashAsUInt32());
        System.Buffers.BuffersExtensions.Write(output, small);
        length += FrameHead.Size + FrameHead.CheckSize;
        _unflushed += length;
        Volatile.Write(ref _bytesWritten, _bytesWritten + length);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _check.Append(bytes);
        System.Buffers.BuffersExtensions.Write(output, bytes);
    }

    // That the other side reads no more is not told here: why it stopped comes with what it wrote last, or with the end of that.
    private async ValueTask FlushOutputAsync(CancellationToken cancellationToken)
    {
        _unflushed = 0;
        idle.BeginWrite();
        try
        {
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // HTTP cancels whoever writes to a peer that reads no more.
            cancellationToken.ThrowIfCancellationRequested();
            throw Lost(failure);
        }
        finally
        {
            idle.EndWrite();
        }
    }

    private TransferException Lost(Exception failure)
    {
        HasFailed = true;
        return new TransferException(TransferError.ConnectionLost, $"The connection failed: {failure.Message}", failure);
    }
}
