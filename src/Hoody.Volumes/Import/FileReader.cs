using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Hashing;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Reads a file once from start to end, cuts it into chunks and puts them where chunks go. Thread-safe.</summary>
internal sealed class FileReader(ImportSession session)
{
    /// <summary>Files up to this length are one chunk whatever the profile: most of a container's files, and one read each.</summary>
    public const int SingleChunkLength = 64 * 1024;

    /// <summary>One read of a large file: enough to make the system call cheap, little enough for the second-level cache.</summary>
    private const int MinWindowLength = 1 << 20;

    private readonly int _windowLength = Math.Max(MinWindowLength, 2 * session.Chunker.MaxLengthBytes);

    /// <summary>Reads at most <paramref name="expectedLength"/> bytes, so that a file which grows as fast as we read has an end.</summary>
    public async ValueTask<FileData> ReadAsync(Descriptor file, long expectedLength, TreePath path, CancellationToken cancellationToken)
    {
        if (expectedLength == 0)
        {
            session.Meter.FileDone(0);
            return new FileData(Errno.None, FileContent.Empty, 0, []);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(expectedLength, _windowLength));
        try
        {
            return await ReadAsync(file, expectedLength, path, buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<FileData> ReadAsync(
        Descriptor file, long expectedLength, TreePath path, byte[] buffer, CancellationToken cancellationToken)
    {
        HoleCheck holes = new(file.FindHoles(expectedLength));
        ChunkListBuilder chunks = new(session.Writer, path);
        long bufferOffset = 0;
        int kept = 0;
        bool isAtEnd = false;
        while (!isAtEnd)
        {
            long readOffset = bufferOffset + kept;
            int wanted = (int)Math.Min(buffer.Length - kept, expectedLength - readOffset);
            Errno error = file.Read(readOffset, buffer.AsSpan(kept, wanted), out int count);
            if (error != Errno.None)
            {
                return new FileData(error, default, 0, []);
            }

            holes.Examine(readOffset, buffer.AsSpan(kept, count));
            isAtEnd = count < wanted || readOffset + count == expectedLength;
            ReadOnlyMemory<byte> window = buffer.AsMemory(0, kept + count);
            int used = await PutChunksAsync(window, isAtEnd, chunks, cancellationToken).ConfigureAwait(false);
            Count(count, isAtEnd);

            window.Span[used..].CopyTo(buffer);
            kept = window.Length - used;
            bufferOffset += used;
        }

        FileContent content = await chunks.FinishAsync(cancellationToken).ConfigureAwait(false);
        return new FileData(Errno.None, content, bufferOffset, holes.Confirmed(bufferOffset)) { ChunkIds = chunks.IdsOfOneNode };
    }

    /// <summary>Puts the chunks that the window holds whole; says how many bytes they take.</summary>
    private async ValueTask<int> PutChunksAsync(
        ReadOnlyMemory<byte> window, bool isAtEnd, ChunkListBuilder chunks, CancellationToken cancellationToken)
    {
        bool isSingleChunk = isAtEnd && chunks.Count == 0 && window.Length <= SingleChunkLength;
        int start = 0;
        while (start < window.Length && (isAtEnd || window.Length - start >= session.Chunker.MaxLengthBytes))
        {
            int length = isSingleChunk ? window.Length : Chunker.FindCut(session.Chunker, window.Span[start..]);
            BlobId id = await session.PutChunkAsync(window.Slice(start, length), cancellationToken).ConfigureAwait(false);
            await chunks.AddAsync(new ChunkSpan(id, length), cancellationToken).ConfigureAwait(false);
            start += length;
        }

        return start;
    }

    private void Count(int length, bool isAtEnd)
    {
        if (isAtEnd)
        {
            session.Meter.FileDone(length);
        }
        else
        {
            session.Meter.BufferRead(length);
        }
    }
}
