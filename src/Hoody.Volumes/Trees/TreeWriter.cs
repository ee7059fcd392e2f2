using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Stores whole directories and chunk lists, and says which file or directory does not fit the format.</summary>
internal static class TreeWriter
{
    /// <summary>Stores a directory's entries and fills in what the directory's own entry says of them.</summary>
    /// <param name="writer">Already holds everything the entries name: a tree is never stored before its children.</param>
    /// <param name="directory">The directory's own entry; its <see cref="TreeEntry.TreeId"/>, ids and totals are replaced.</param>
    /// <param name="sortedEntries">Strictly ascending by the bytes of their names.</param>
    /// <param name="path">The directory, for messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An entry is not well formed, or they are not sorted.</exception>
    /// <exception cref="FileTreeException">The directory has more entries than the format allows, or some of them do not fit in a blob.</exception>
    public static async ValueTask<TreeEntry> PutDirectoryAsync(
        BlobWriter writer,
        TreeEntry directory,
        IReadOnlyList<TreeEntry> sortedEntries,
        TreePath path,
        CancellationToken cancellationToken)
    {
        DirectoryBuilder builder = new(writer, path);
        for (int i = 0; i < sortedEntries.Count; i++)
        {
            await builder.AddAsync(sortedEntries[i], cancellationToken).ConfigureAwait(false);
        }

        return await builder.FinishAsync(directory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the content of a file that consists of these chunks; stores a list when there are several.</summary>
    /// <param name="writer">Already holds the chunks.</param>
    /// <param name="chunks">The chunks in order; none for an empty file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FileTreeException">The file has more chunks than the format allows.</exception>
    public static async ValueTask<FileContent> PutChunkListAsync(
        BlobWriter writer, IReadOnlyList<ChunkSpan> chunks, TreePath path, CancellationToken cancellationToken)
    {
        ChunkListBuilder builder = new(writer, path);
        for (int i = 0; i < chunks.Count; i++)
        {
            await builder.AddAsync(chunks[i], cancellationToken).ConfigureAwait(false);
        }

        return await builder.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="FileTreeException">A node is longer than a blob: its entries have very long attributes or holes.</exception>
    internal static ValueTask<BlobId> PutAsync(
        BlobWriter writer, BlobKind kind, ArrayBufferWriter<byte> blob, TreePath path, CancellationToken cancellationToken) =>
        blob.WrittenCount <= BlobStore.MaxBlobLengthBytes
            ? writer.PutAsync(kind, blob.WrittenMemory, cancellationToken)
            : throw TooLarge(path, $"bytes in the attributes and holes of {NodeSplit.MaxItems} neighbours", $"{BlobStore.MaxBlobLengthBytes}");

    internal static FileTreeException TooLarge(TreePath path, string what, string limit) =>
        new(path.ToShortString(), $"it has more {what} than the {limit} that a tree can hold; split it, or leave it out");
}
