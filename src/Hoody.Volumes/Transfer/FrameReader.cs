using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.IO.Pipelines;

namespace Hoody.Volumes.Transfer;

/// <summary>Takes frames out of a pipe: whole ones, of lengths that are allowed, and in the order in which they were sent.</summary>
internal sealed class FrameReader(PipeReader input, IdleWatch idle, SessionShare share)
{
    private readonly Crc32 _check = new();
    private ReadOnlySequence<byte> _buffer;
    private bool _holdsBuffer;
    private bool _isAtEnd;
    private int _aliveInARow;
    private FrameBlock? _block;

    /// <summary>Bytes of whole frames taken so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The next frame that says something; the caller disposes it.</summary>
    /// <exception cref="TransferProtocolException">What arrived is not a frame that may arrive.</exception>
    /// <exception cref="TransferException">The connection ended.</exception>
    public async ValueTask<Frame> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(out Frame? frame))
            {
                return frame;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The next frame, if it is there already.</summary>
    public bool TryRead([NotNullWhen(true)] out Frame? frame)
    {
        while (TryParse(out frame))
        {
            if (frame.Type != FrameType.Alive)
            {
                _aliveInARow = 0;
                return true;
            }

            frame.Dispose();
            if (++_aliveInARow > TransferLimits.MaxAliveInARow)
            {
                throw new TransferProtocolException("Alive frame", $"it came {_aliveInARow} times with nothing between");
            }
        }

        return false;
    }

    /// <summary>Gives back what was not taken. Nothing is read afterwards.</summary>
    public async ValueTask CompleteAsync()
    {
        _block?.Release();
        _block = null;
        try
        {
            await input.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or OperationCanceledException)
        {
            return; // a connection that was reset refuses even this: what ended the session is known already
        }
    }

    private bool TryParse([NotNullWhen(true)] out Frame? frame)
    {
        frame = null;
        if (_buffer.Length < FrameHead.Size)
        {
            return false;
        }

        Span<byte> small = stackalloc byte[FrameHead.Size];
        _buffer.Slice(0, FrameHead.Size).CopyTo(small);
        FrameHead head = FrameHead.Read(small);
        if (_buffer.Length < FrameHead.Size + head.PayloadLength + FrameHead.CheckSize)
        {
            return false;
        }

        _check.Append(small);
        ReadOnlySequence<byte> payload = _buffer.Slice(FrameHead.Size, head.PayloadLength);
        foreach (ReadOnlyMemory<byte> segment in payload)
        {
            _check.Append(segment.Span);
        }

        _buffer.Slice(FrameHead.Size + head.PayloadLength, FrameHead.CheckSize).CopyTo(small);
        if (_check.GetCurrentHashAsUInt32() != BinaryPrimitives.ReadUInt32LittleEndian(small))
        {
            throw new TransferProtocolException($"{head.Type} frame", "its check does not match: what arrives is not what was sent");
        }

        frame = Keep(head.Type, payload);
        _buffer = _buffer.Slice(frame.WireLength);
        BytesRead += frame.WireLength;
        idle.NoteFrame();
        return true;
    }

    private Frame Keep(FrameType type, in ReadOnlySequence<byte> payload)
    {
        int length = (int)payload.Length;
        Memory<byte> room = default;
        if (_block?.TryTake(length, out room) != true)
        {
            _block?.Release();
            _block = new FrameBlock(length);
            _block.TryTake(length, out room);
        }

        payload.CopyTo(room.Span);
        return new Frame(type, room, _block);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_isAtEnd)
        {
            throw new TransferException(TransferError.ConnectionLost, "The connection ended before the transfer did. Run it again: what arrived is not sent twice.");
        }

        long before = _buffer.Length;
        ReadResult result = await ReadInputAsync(before, cancellationToken).ConfigureAwait(false);
        (_buffer, _holdsBuffer, _isAtEnd) = (result.Buffer, true, result.IsCompleted);
        await share.PaceReceivingAsync(_buffer.Length - before, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ReadResult> ReadInputAsync(long lengthBefore, CancellationToken cancellationToken)
    {
        idle.BeginRead(lengthBefore);
        try
        {
            GiveBackBuffer();
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            idle.EndRead(result.Buffer.Length);
            return result;
        }
        catch (Exception failure)
        {
            // A connection that breaks may cancel whoever reads from it, and break the read first.
            cancellationToken.ThrowIfCancellationRequested();
            throw new TransferException(TransferError.ConnectionLost, $"The connection failed: {failure.Message}", failure);
        }
    }

    // Consumed: whole frames only. Examined: all of it, so the next read waits for new bytes.
    private void GiveBackBuffer()
    {
        if (!_holdsBuffer)
        {
            return;
        }

        (SequencePosition consumed, SequencePosition examined) = (_buffer.Start, _buffer.End);
        (_buffer, _holdsBuffer) = (default, false);
        input.AdvanceTo(consumed, examined);
    }
}
