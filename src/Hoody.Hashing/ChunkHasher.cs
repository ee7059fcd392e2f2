using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Hoody.Hashing;

/// <summary>Cuts an input into chunks and names each by its BLAKE3 digest, many chunks side by side.</summary>
/// <remarks>
/// The cuts are those of <see cref="Chunker.FindCut"/> and the digests those of <see cref="Blake3Hasher.Hash(ReadOnlySpan{byte})"/>,
/// whatever the windows and reads are. Thread-safe; one enumeration belongs to one reader.
/// </remarks>
public static class ChunkHasher
{
    // The shortest content-defined chunks of a whole window.
    private const int BatchCapacity = 128;

    // Enough for sixteen chunks of the general profile, and still in the second-level cache when they are hashed.
    private const int MinWindowLength = 1 << 20;

    /// <summary>Cuts all chunks whose end is certain from the start of <paramref name="window"/>, and hashes them.</summary>
    /// <param name="profile">The constants to cut by.</param>
    /// <param name="window">
    /// Input from the end of the last chunk on. Without the input's end in it a chunk is certain only where
    /// <see cref="ChunkerProfile.MaxLengthBytes"/> bytes follow its start, so that no byte is examined twice.
    /// </param>
    /// <param name="isFinal">Whether the window ends with the input: then it is cut to its end.</param>
    /// <param name="chunks">Receives the chunks; when it is full, cutting ends.</param>
    /// <param name="consumedBytes">The length of the chunks together: where the next window has to start.</param>
    /// <returns>How many chunks there are; 0 only when more input is needed, or none is left.</returns>
    /// <remarks>Copies no input and allocates nothing.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="profile"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="chunks"/> is empty, or overlaps <paramref name="window"/>.</exception>
    public static int Split(
        ChunkerProfile profile, ReadOnlySpan<byte> window, bool isFinal, Span<HashedChunk> chunks, out int consumedBytes)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (chunks.IsEmpty)
        {
            throw new ArgumentException("There is no place for a chunk.", nameof(chunks));
        }

        if (Overlap.Exists<HashedChunk, byte>(chunks, window))
        {
            throw new ArgumentException("The chunks would be written over the bytes to cut.", nameof(chunks));
        }

        Span<ByteRange> ranges = stackalloc ByteRange[BatchCapacity];
        int count = 0;
        int cut;
        consumedBytes = 0;
        do
        {
            Span<ByteRange> free = ranges[..Math.Min(ranges.Length, chunks.Length - count)];
            cut = Cut(profile, window, isFinal, free, ref consumedBytes);
            Hash(window, free[..cut], chunks[count..]);
            count += cut;
        }
        while (cut == BatchCapacity);

        return count;
    }

    /// <summary>Reads <paramref name="stream"/> from its position to its end and yields its chunks in batches.</summary>
    /// <param name="profile">The constants to cut by.</param>
    /// <param name="stream">Stays open.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <remarks>
    /// Each batch comes from a window that is filled before it is cut: 1 MiB or twice the longest chunk, whichever is more, rented once and
    /// rounded up as the pool does. That and 128 chunk records are all the memory there is. A batch is valid until the next one is asked
    /// for. When the enumeration ends early, the stream stands behind the window, not behind the last chunk.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="profile"/> or <paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="stream"/> cannot be read.</exception>
    public static IAsyncEnumerable<ChunkBatch> ReadAsync(
        ChunkerProfile profile, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
        {
            throw new ArgumentException("The stream cannot be read: it is closed or only written.", nameof(stream));
        }

        return ReadWindowsAsync(profile, stream, cancellationToken);
    }

    /// <summary>Reads <paramref name="reader"/> until its writer completes and yields its chunks in batches.</summary>
    /// <param name="profile">The constants to cut by.</param>
    /// <param name="reader">Stays the caller's, who completes it.</param>
    /// <param name="cancellationToken">Ends the enumeration, as <see cref="PipeReader.CancelPendingRead"/> does.</param>
    /// <inheritdoc cref="ReadAsync(ChunkerProfile, Stream, CancellationToken)" path="/remarks"/>
    /// <exception cref="ArgumentNullException"><paramref name="profile"/> or <paramref name="reader"/> is null.</exception>
    public static IAsyncEnumerable<ChunkBatch> ReadAsync(
        ChunkerProfile profile, PipeReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(reader);

        // A chunk has to lie in one piece, which a pipe's segments do not promise: the copy that a stream makes is needed anyway.
        return ReadWindowsAsync(profile, reader.AsStream(leaveOpen: true), cancellationToken);
    }

    private static async IAsyncEnumerable<ChunkBatch> ReadWindowsAsync(
        ChunkerProfile profile, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int windowLength = Math.Max(MinWindowLength, 2 * profile.MaxLengthBytes);
        byte[] window = ArrayPool<byte>.Shared.Rent(windowLength);
        HashedChunk[] chunks = ArrayPool<HashedChunk>.Shared.Rent(BatchCapacity);
        try
        {
            long offset = 0;
            int kept = 0;
            bool isFinal = false;
            while (!isFinal)
            {
                Memory<byte> free = window.AsMemory(kept, windowLength - kept);
                int read = await ReadFullAsync(stream, free, cancellationToken).ConfigureAwait(false);
                isFinal = read < free.Length;

                int start = 0;
                int end = kept + read;
                int count;
                while ((count = Split(profile, window.AsSpan(start, end - start), isFinal, chunks.AsSpan(0, BatchCapacity), out int length)) > 0)
                {
                    yield return new ChunkBatch(offset, window.AsMemory(start, length), chunks.AsMemory(0, count));
                    start += length;
                    offset += length;
                }

                kept = end - start;
                window.AsSpan(start, kept).CopyTo(window);
            }
        }
        finally
        {
            ArrayPool<HashedChunk>.Shared.Return(chunks);
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    /// <summary>Less than the whole buffer only where the stream ends.</summary>
    private static async ValueTask<int> ReadFullAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int length = 0;
        int read = -1;
        while (read != 0 && length < buffer.Length)
        {
            Memory<byte> free = buffer[length..];
            read = StreamRead.Checked(await stream.ReadAsync(free, cancellationToken).ConfigureAwait(false), free.Length);
            length += read;
        }

        return length;
    }

    /// <summary>Cuts until the window's certain part or <paramref name="ranges"/> is used up; moves <paramref name="position"/>.</summary>
    private static int Cut(ChunkerProfile profile, ReadOnlySpan<byte> window, bool isFinal, Span<ByteRange> ranges, ref int position)
    {
        int last = isFinal ? window.Length - 1 : window.Length - profile.MaxLengthBytes;
        int count = 0;
        while (position <= last && count < ranges.Length)
        {
            int length = Chunker.FindCut(profile, window[position..]);
            ranges[count++] = new ByteRange(position, length);
            position += length;
        }

        return count;
    }

    private static void Hash(ReadOnlySpan<byte> window, ReadOnlySpan<ByteRange> ranges, Span<HashedChunk> chunks)
    {
        Span<Blake3Digest> digests = stackalloc Blake3Digest[BatchCapacity];
        Blake3Hasher.HashMany(window, ranges, digests[..ranges.Length]);
        for (int i = 0; i < ranges.Length; i++)
        {
            chunks[i] = new HashedChunk(ranges[i].Offset, ranges[i].Length, digests[i]);
        }
    }
}
