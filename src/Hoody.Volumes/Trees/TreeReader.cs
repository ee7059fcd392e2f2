using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Reads what an entry names, and checks that the entry told the truth about it.</summary>
/// <remarks>
/// A directory's totals are compared with its node at every step down. So a walk from the root meets at most as many entries as the
/// root claims, and a cycle of forged ids cannot exist: it would have to be larger than itself.
/// </remarks>
internal static class TreeReader
{
    /// <summary>Reads the entries of a directory, in the order of their names.</summary>
    /// <param name="blobs">The store that holds the tree.</param>
    /// <param name="directory">The directory's own entry.</param>
    /// <param name="path">The directory, for messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BlobNotFoundException">The store lacks the node.</exception>
    /// <exception cref="CorruptDataException">The node is damaged, or is not what the entry says.</exception>
    public static async ValueTask<IReadOnlyList<TreeEntry>> ReadDirectoryAsync(
        BlobStore blobs, TreeEntry directory, TreePath path, CancellationToken cancellationToken)
    {
        using IMemoryOwner<byte> node =
            await blobs.GetAsync(directory.TreeId, BlobKind.Tree, cancellationToken).ConfigureAwait(false);
        try
        {
            IReadOnlyList<TreeEntry> entries = TreeNode.Decode(node.Memory.Span);
            return FindLie(directory, entries) is { } lie ? throw new CorruptDataException("entry", lie) : entries;
        }
        catch (CorruptDataException exception)
        {
            throw new CorruptDataException($"directory \"{path.ToShortString()}\" (tree {directory.TreeId})", exception.Detail, exception);
        }
    }

    /// <summary>Reads which chunks a file consists of, in order; none for an empty file.</summary>
    /// <param name="blobs">The store that holds the file's chunk list, if it has one; the chunks are not looked at.</param>
    /// <param name="file">The file's entry.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BlobNotFoundException">The store lacks the list.</exception>
    /// <exception cref="CorruptDataException">The list is damaged, or is not what the entry says.</exception>
    public static async ValueTask<IReadOnlyList<ChunkSpan>> ReadChunksAsync(
        BlobStore blobs, TreeEntry file, TreePath path, CancellationToken cancellationToken)
    {
        switch (file.Content.Kind)
        {
            case FileContentKind.Empty:
                return [];
            case FileContentKind.SingleChunk:
                return file.Length <= BlobStore.MaxBlobLengthBytes
                    ? [new ChunkSpan(file.Content.Id, (int)file.Length)]
                    : throw new CorruptDataException($"file \"{path.ToShortString()}\"", $"{file.Length} bytes are more than one chunk can have");
        }

        using IMemoryOwner<byte> list =
            await blobs.GetAsync(file.Content.Id, BlobKind.ChunkList, cancellationToken).ConfigureAwait(false);
        try
        {
            return ChunkList.Decode(list.Memory.Span, file.Length);
        }
        catch (CorruptDataException exception)
        {
            throw new CorruptDataException($"file \"{path.ToShortString()}\" (chunk list {file.Content.Id})", exception.Detail, exception);
        }
    }

    private static string? FindLie(TreeEntry directory, IReadOnlyList<TreeEntry> entries)
    {
        try
        {
            return TreeTotals.Of(entries) != directory.Totals ? "its own entry has other totals than its entries give"
                : ContentOnly.OfDirectory(entries) != directory.ContentOnlyId ? "its own entry has another content-only id than its entries give"
                : null;
        }
        catch (OverflowException)
        {
            return "its lengths add up to more than 63 bits";
        }
    }
}
