using System.Buffers;
using System.IO.Pipelines;
using Hoody.Hashing.Blake3;

namespace Hoody.Hashing;

/// <content>Input that is not one span: sequences of segments, streams, pipes.</content>
public sealed partial class Blake3Hasher
{
    // One subtree: the longest piece that is hashed as one, and long enough for a read to be cheap.
    private const int BufferLength = Blake3Tree.MaxSubtreeLength;

    // From about here on a segment is hashed faster where it lies than gathered with others.
    private const int MinDirectLength = 64 * 1024;

    /// <summary>The digest of all segments of <paramref name="input"/>, in order.</summary>
    public static Blake3Digest Hash(in ReadOnlySequence<byte> input)
    {
        using Blake3Hasher hasher = new();
        hasher.Append(input);
        return hasher.Finish();
    }

    /// <summary>The digest of what <paramref name="stream"/> holds from its position to its end. The stream stays open.</summary>
    /// <inheritdoc cref="Append(Stream)" path="/exception[@cref='ArgumentNullException' or @cref='ArgumentException']"/>
    public static Blake3Digest Hash(Stream stream)
    {
        using Blake3Hasher hasher = new();
        hasher.Append(stream);
        return hasher.Finish();
    }

    /// <summary>The digest of what <paramref name="stream"/> holds from its position to its end. The stream stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by <paramref name="cancellationToken"/>.</exception>
    public static Task<Blake3Digest> HashAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ThrowIfUnreadable(stream);
        return HashCoreAsync(stream, cancellationToken);
    }

    /// <summary>The digest of what <paramref name="reader"/> gives until its writer completes.</summary>
    /// <remarks>The reader stays the caller's, who completes it. When a read throws or is cancelled, what was read is consumed.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="OperationCanceledException">
    /// Cancelled by <paramref name="cancellationToken"/> or by <see cref="PipeReader.CancelPendingRead"/>.
    /// </exception>
    public static Task<Blake3Digest> HashAsync(PipeReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return HashCoreAsync(reader, cancellationToken);
    }

    /// <summary>Adds all segments of <paramref name="input"/>, in order.</summary>
    /// <remarks>Short segments are gathered in a rented buffer, so that they fill the processor's vectors.</remarks>
    /// <exception cref="ObjectDisposedException">The hasher is disposed.</exception>
    public void Append(in ReadOnlySequence<byte> input)
    {
        ThrowIfDisposed();
        if (input.IsSingleSegment)
        {
            _tree.Append(input.FirstSpan);
        }
        else
        {
            AppendSegments(input);
        }
    }

    /// <summary>Adds what <paramref name="stream"/> holds from its position to its end. The stream stays open.</summary>
    /// <remarks>
    /// Reads up to 256 KiB at a time into a rented buffer. When a read throws, the hasher holds all that the reads before it gave.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read.</exception>
    /// <exception cref="IOException">The stream says that it read more than it was asked for, or less than nothing.</exception>
    /// <exception cref="ObjectDisposedException">The hasher is disposed, before or during a read.</exception>
    public void Append(Stream stream)
    {
        ThrowIfUnreadable(stream);
        ThrowIfDisposed();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        int length = 0;
        try
        {
            int read = -1;
            while (read != 0)
            {
                read = StreamRead.Checked(stream.Read(buffer, length, BufferLength - length), BufferLength - length);
                length = AppendIfFull(buffer, length + read);
            }
        }
        finally
        {
            AppendAndReturn(buffer, length);
        }
    }

    /// <summary>Adds what <paramref name="stream"/> holds from its position to its end. The stream stays open.</summary>
    /// <remarks>
    /// Reads up to 256 KiB at a time into a rented buffer. When a read throws or is cancelled, the hasher holds all that the reads before
    /// it gave, no more and no less. It must not be used by others until the task has ended.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read.</exception>
    /// <exception cref="IOException">The stream says that it read more than it was asked for, or less than nothing.</exception>
    /// <exception cref="ObjectDisposedException">The hasher is disposed, before or during a read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by <paramref name="cancellationToken"/>.</exception>
    public Task AppendAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ThrowIfUnreadable(stream);
        ThrowIfDisposed();
        return AppendCoreAsync(stream, cancellationToken);
    }

    /// <summary>Adds what <paramref name="reader"/> gives until its writer completes.</summary>
    /// <remarks>
    /// All that is added is consumed, and nothing else: when a read throws or is cancelled, the reader goes on where the hasher ended. The
    /// reader stays the caller's, who completes it. The hasher must not be used by others until the task has ended.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The hasher is disposed, before or during a read.</exception>
    /// <exception cref="OperationCanceledException">
    /// Cancelled by <paramref name="cancellationToken"/> or by <see cref="PipeReader.CancelPendingRead"/>.
    /// </exception>
    public Task AppendAsync(PipeReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ThrowIfDisposed();
        return AppendCoreAsync(reader, cancellationToken);
    }

    private static async Task<Blake3Digest> HashCoreAsync(Stream stream, CancellationToken cancellationToken)
    {
        using Blake3Hasher hasher = new();
        await hasher.AppendCoreAsync(stream, cancellationToken).ConfigureAwait(false);
        return hasher.Finish();
    }

    private static async Task<Blake3Digest> HashCoreAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        using Blake3Hasher hasher = new();
        await hasher.AppendCoreAsync(reader, cancellationToken).ConfigureAwait(false);
        return hasher.Finish();
    }

    private static void ThrowIfUnreadable(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
        {
            throw new ArgumentException("The stream cannot be read: it is closed or only written.", nameof(stream));
        }
    }

    private async Task AppendCoreAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        int length = 0;
        try
        {
            int read = -1;
            while (read != 0)
            {
                Memory<byte> free = buffer.AsMemory(length, BufferLength - length);
                read = StreamRead.Checked(await stream.ReadAsync(free, cancellationToken).ConfigureAwait(false), free.Length);
                length = AppendIfFull(buffer, length + read);
            }
        }
        finally
        {
            AppendAndReturn(buffer, length);
        }
    }

    private async Task AppendCoreAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        ReadResult result;
        do
        {
            result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCanceled || _isDisposed)
            {
                reader.AdvanceTo(result.Buffer.Start);
                ThrowIfDisposed();
                throw new OperationCanceledException("The read from the pipe was cancelled.");
            }

            Append(result.Buffer);
            reader.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);
    }

    private void AppendSegments(in ReadOnlySequence<byte> input)
    {
        ReadOnlySequence<byte> rest = input;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferLength, rest.Length));
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> next = rest.FirstSpan;
            if (next.Length < MinDirectLength)
            {
                int length = (int)Math.Min(BufferLength, rest.Length);
                rest.Slice(0, length).CopyTo(buffer);
                next = buffer.AsSpan(0, length);
            }

            _tree.Append(next);
            rest = rest.Slice(next.Length);
        }

        Return(buffer);
    }

    private int AppendIfFull(byte[] buffer, int length)
    {
        // Disposed while a read was under way: what was read is wiped, not kept.
        ThrowIfDisposed();
        if (length < BufferLength)
        {
            return length;
        }

        _tree.Append(buffer.AsSpan(0, length));
        return 0;
    }

    private void AppendAndReturn(byte[] buffer, int length)
    {
        if (!_isDisposed)
        {
            _tree.Append(buffer.AsSpan(0, length));
        }

        Return(buffer);
    }

    // What is hashed with a key, or into one, may be a secret.
    private void Return(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer, clearArray: _tree.IsKeyed || _isDisposed);
}
