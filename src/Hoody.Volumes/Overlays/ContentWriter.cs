using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Hashing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>Stores the content of a changed file as an import of it would, and reads only what is not cut as it was.</summary>
/// <remarks>
/// Where a cut lies depends on the bytes of its chunk alone. So a chunk of the snapshot in which nothing was written, and that begins where
/// a cut is now, is one of the new file's chunks; only the last one ends with its file, and counts if the new file ends there too.
/// </remarks>
internal sealed class ContentWriter(BlobStore blobs, BlobWriter writer, ContentReader reader)
{
    private readonly ChunkerProfile _profile = blobs.Format.Chunker;

    public async ValueTask<FileContent> PutAsync(OverlayNode file, TreePath path, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(file.Entry.Length, Math.Max(FileReader.SingleChunkLength, 2L * _profile.MaxLengthBytes)));
        try
        {
            return file.Entry.Length <= FileReader.SingleChunkLength
                ? await PutWholeAsync(file, path, buffer, cancellationToken).ConfigureAwait(false)
                : await PutChunksAsync(file, path, buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<FileContent> PutWholeAsync(OverlayNode file, TreePath path, byte[] buffer, CancellationToken cancellationToken)
    {
        if (file.Entry.Length == 0)
        {
            return FileContent.Empty;
        }

        Memory<byte> whole = buffer.AsMemory(0, (int)file.Entry.Length);
        await reader.ReadAsync(file, path, 0, whole, cancellationToken).ConfigureAwait(false);
        return new FileContent(FileContentKind.SingleChunk, await writer.PutAsync(BlobKind.Chunk, whole, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<FileContent> PutChunksAsync(OverlayNode file, TreePath path, byte[] buffer, CancellationToken cancellationToken)
    {
        bool isSplit = file.Entry.Length > (long)NodeSplit.MaxItems * _profile.MaxLengthBytes;
        ChunkListBuilder chunks = new(writer, path, isSplit);
        StoredChunks stored = await StoredChunks.OpenAsync(blobs, file, path, cancellationToken).ConfigureAwait(false);
        (long position, long windowStart, long windowEnd) = (0, 0, 0);
        while (position < file.Entry.Length)
        {
            long passed = await stored.PassNodesAsync(position, chunks, cancellationToken).ConfigureAwait(false);
            if (passed > position)
            {
                position = passed;
                continue;
            }

            if (await stored.TryTakeAsync(position, cancellationToken).ConfigureAwait(false) is { } same)
            {
                await chunks.AddAsync(same, cancellationToken).ConfigureAwait(false);
                position += same.LengthBytes;
                continue;
            }

            if (position >= windowEnd || position < windowStart || (windowEnd < file.Entry.Length && windowEnd - position < _profile.MaxLengthBytes))
            {
                // Not more than a chunk when the old ones go on soon after: most of what an edit touches is one chunk and the next.
                int length = (int)Math.Min(2L * _profile.MaxLengthBytes, file.Entry.Length - position);
                await reader.ReadAsync(file, path, position, buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                (windowStart, windowEnd) = (position, position + length);
            }

            ReadOnlyMemory<byte> rest = buffer.AsMemory((int)(position - windowStart), (int)(windowEnd - position));
            int cut = Chunker.FindCut(_profile, rest.Span);
            BlobId id = await writer.PutAsync(BlobKind.Chunk, rest[..cut], cancellationToken).ConfigureAwait(false);
            await chunks.AddAsync(new ChunkSpan(id, cut), cancellationToken).ConfigureAwait(false);
            position += cut;
        }

        return await chunks.FinishAsync(cancellationToken).ConfigureAwait(false);
    }
}
