using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Compares a file with an entry chunk by chunk, and writes a new one from a donor's chunks and the store's. Thread-safe.</summary>
internal sealed class FileWriter(ExportSession session)
{
    /// <summary>Compares by content, whatever the times say: each chunk is read and hashed.</summary>
    public async ValueTask<FileComparison> CompareAsync(
        Descriptor old, long oldLength, TreeEntry entry, TreePath path, CancellationToken cancellationToken)
    {
        // What has another length is another file; which parts of it can be used shows when they are taken.
        if (oldLength != entry.Length)
        {
            return FileComparison.Different;
        }

        ChunkListReader chunks = await ChunkListReader.OpenAsync(session.Blobs, entry, path, cancellationToken).ConfigureAwait(false);
        if (session.ReadsBack)
        {
            old.DropCached();
        }

        bool hasSameData = true;
        int equalChunks = 0;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(0);
        try
        {
            while (hasSameData && await chunks.ReadAsync(cancellationToken).ConfigureAwait(false) is { } chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hasSameData = HasChunk(old, chunks.Offset - chunk.LengthBytes, chunk, ref buffer);
                equalChunks += hasSameData ? 1 : 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        bool hasSameLayout = hasSameData && (session.KeepsOtherHoles || old.FindHoles(entry.Length).SequenceEqual(entry.Holes));
        return new FileComparison(hasSameLayout, hasSameData && !hasSameLayout, equalChunks) { ChunkIds = chunks.IdsOfOneNode };
    }

    /// <summary>Whether a file has a chunk at an offset: reads it into the buffer, which is exchanged for a longer one where needed, and hashes it.</summary>
    public static bool HasChunk(Descriptor file, long offset, ChunkSpan chunk, ref byte[] buffer)
    {
        if (chunk.LengthBytes > buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(chunk.LengthBytes);
        }

        // A range that cannot be read is one that differs: the store has it.
        Span<byte> place = buffer.AsSpan(0, chunk.LengthBytes);
        return file.Read(offset, place, out int count) == Errno.None && count == place.Length
            && BlobId.Compute(BlobKind.Chunk, place) == chunk.Id;
    }

    /// <summary>Fills a new file of one chunk.</summary>
    /// <param name="file">The file, which is empty.</param>
    /// <param name="data">The chunk.</param>
    /// <param name="entry">What the file shall be.</param>
    /// <param name="path">The same, for messages.</param>
    public void Write(Descriptor file, ReadOnlyMemory<byte> data, TreeEntry entry, TreePath path) =>
        WriteChunk(file, 0, new ChunkSpan(entry.Content.Id, checked((int)entry.Length)), data, BeginHoles(file, entry, path), path);

    /// <summary>Fills a new file.</summary>
    /// <param name="file">The file, which is empty.</param>
    /// <param name="donor">What may have some of its chunks; null for nothing.</param>
    /// <param name="isOnlyLayout">Whether what is there differs by its holes alone.</param>
    /// <param name="entry">What the file shall be.</param>
    /// <param name="path">The same, for messages.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The ids of the chunks, where they are a list that is one node.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> WriteAsync(
        Descriptor file, FileDonor? donor, bool isOnlyLayout, TreeEntry entry, TreePath path, CancellationToken cancellationToken)
    {
        ChunkListReader chunks = await ChunkListReader.OpenAsync(session.Blobs, entry, path, cancellationToken).ConfigureAwait(false);
        HoleMap holes = BeginHoles(file, entry, path);
        using DonatedChunks? donated = donor is null ? null : new(session, file, entry.Length, donor, holes);
        ChunkWindow window = new();
        for (int i = 0; await chunks.ReadAsync(cancellationToken).ConfigureAwait(false) is { } chunk; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long offset = chunks.Offset - chunk.LengthBytes;
            if (donated?.TryTake(offset, chunk, i) != true)
            {
                await AddAsync(offset, chunk).ConfigureAwait(false);
            }
        }

        foreach ((long offset, ChunkSpan chunk) in donated?.Finish() ?? [])
        {
            await AddAsync(offset, chunk).ConfigureAwait(false);
        }

        await WriteWindowAsync(file, window, holes, path, cancellationToken).ConfigureAwait(false);

        session.KeepsOtherHoles |= isOnlyLayout && !file.FindHoles(entry.Length).SequenceEqual(entry.Holes);
        return chunks.IdsOfOneNode;

        async ValueTask AddAsync(long offset, ChunkSpan chunk)
        {
            window.Add(offset, chunk);
            if (window.IsFull)
            {
                await WriteWindowAsync(file, window, holes, path, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // The length first, so that holes are simply the places where nothing is written, the one at the end too.
    private HoleMap BeginHoles(Descriptor file, TreeEntry entry, TreePath path)
    {
        Check(entry.Holes.Count > 0 ? file.SetLength(entry.Length) : Errno.None, path);
        return new HoleMap(entry.Holes);
    }

    /// <summary>Reads the chunks together, writes each as it comes, and empties the window.</summary>
    private async ValueTask WriteWindowAsync(
        Descriptor file, ChunkWindow window, HoleMap holes, TreePath path, CancellationToken cancellationToken)
    {
        if (window.Chunks.Count == 0)
        {
            return;
        }

        if (window.Chunks is [(long start, ChunkSpan only)])
        {
            // Nothing to read it with, and a long one need not be ranges first.
            using IMemoryOwner<byte> blob = await session.Blobs.GetAsync(only.Id, BlobKind.Chunk, cancellationToken).ConfigureAwait(false);
            WriteChunk(file, start, only, blob.Memory, holes, path);
            window.Clear();
            return;
        }

        BlobId[] ids = [.. window.Chunks.Select(wanted => wanted.Chunk.Id)];
        await foreach (FetchedBlob fetched in session.Blobs.GetManyAsync(ids, BlobKind.Chunk, cancellationToken).ConfigureAwait(false))
        {
            using FetchedBlob data = fetched;
            (long offset, ChunkSpan chunk) = window.Chunks[data.Index];
            WriteChunk(file, offset, chunk, data.Plain, holes, path);
        }

        window.Clear();
    }

    private void WriteChunk(Descriptor file, long offset, ChunkSpan chunk, ReadOnlyMemory<byte> data, HoleMap holes, TreePath path)
    {
        if (data.Length != chunk.LengthBytes)
        {
            throw new CorruptDataException(
                $"file \"{path.ToShortString()}\"", $"its chunk {chunk.Id} has {data.Length} bytes instead of {chunk.LengthBytes}");
        }

        foreach ((long start, int length) in holes.DataRanges(offset, data.Span))
        {
            Check(file.Write(start, data.Span.Slice((int)(start - offset), length)), path);
            session.CountWritten(length);
        }
    }

    private void Check(Errno error, TreePath path)
    {
        if (error != Errno.None)
        {
            throw session.Errors.Of(path, "cannot be written", error);
        }
    }
}
