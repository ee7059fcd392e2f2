using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Stores nodes and chunk lists, and says which file or directory does not fit the format.</summary>
internal static class TreeWriter
{
    /// <summary>Stores a directory's entries and fills in what the directory's own entry says of them.</summary>
    /// <param name="writer">Already holds everything the entries name: a tree is never stored before its children.</param>
    /// <param name="directory">The directory's own entry; its <see cref="TreeEntry.TreeId"/>, ids and totals are replaced.</param>
    /// <param name="sortedEntries">Strictly ascending by the bytes of their names.</param>
    /// <param name="path">The directory, for messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FileTreeException">The directory has more entries than one node can hold.</exception>
    public static async ValueTask<TreeEntry> PutDirectoryAsync(
        BlobWriter writer,
        TreeEntry directory,
        IReadOnlyList<TreeEntry> sortedEntries,
        TreePath path,
        CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> node = new();
        if (sortedEntries.Count > TreeLimits.MaxEntriesPerNode)
        {
            throw TooLarge(path, $"{sortedEntries.Count} entries", $"{TreeLimits.MaxEntriesPerNode}");
        }

        TreeNode.Encode(sortedEntries, node);
        BlobId id = await PutAsync(writer, BlobKind.Tree, node, path, cancellationToken).ConfigureAwait(false);
        return directory with
        {
            TreeId = id,
            ContentOnlyId = ContentOnly.OfDirectory(sortedEntries),
            Totals = TreeTotals.Of(sortedEntries),
        };
    }

    /// <summary>Gives the content of a file that consists of these chunks; stores a list when there are several.</summary>
    /// <param name="writer">Already holds the chunks.</param>
    /// <param name="chunks">The chunks in order; none for an empty file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FileTreeException">The file has more chunks than one list can hold.</exception>
    public static async ValueTask<FileContent> PutChunkListAsync(
        BlobWriter writer, IReadOnlyList<ChunkSpan> chunks, TreePath path, CancellationToken cancellationToken)
    {
        if (chunks.Count < 2)
        {
            return chunks.Count == 0 ? FileContent.Empty : new FileContent(FileContentKind.SingleChunk, chunks[0].Id);
        }

        if (chunks.Count > TreeLimits.MaxChunksPerFile)
        {
            throw TooLarge(path, $"{chunks.Count} chunks", $"{TreeLimits.MaxChunksPerFile}");
        }

        ArrayBufferWriter<byte> list = new();
        ChunkList.Encode(chunks, list);
        BlobId id = await PutAsync(writer, BlobKind.ChunkList, list, path, cancellationToken).ConfigureAwait(false);
        return new FileContent(FileContentKind.ChunkList, id);
    }

    private static ValueTask<BlobId> PutAsync(
        BlobWriter writer, BlobKind kind, ArrayBufferWriter<byte> blob, TreePath path, CancellationToken cancellationToken) =>
        blob.WrittenCount <= BlobStore.MaxBlobLengthBytes
            ? writer.PutAsync(kind, blob.WrittenMemory, cancellationToken)
            : throw TooLarge(path, $"{blob.WrittenCount} bytes of entries", $"{BlobStore.MaxBlobLengthBytes} bytes");

    private static FileTreeException TooLarge(TreePath path, string found, string limit) =>
        new(path.ToShortString(), $"{found} are more than this format version can hold ({limit}); split it, or leave it out");
}
