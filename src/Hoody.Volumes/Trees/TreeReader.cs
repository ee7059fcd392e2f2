using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Reads the nodes of directories and chunk lists, and checks that what names them told the truth about them.</summary>
/// <remarks>
/// Totals are compared at every step down. So a walk from the root meets at most as many entries as the root claims, and a cycle of
/// forged ids cannot exist: it would have to be larger than itself.
/// </remarks>
internal static class TreeReader
{
    /// <summary>Reads a node of a directory.</summary>
    /// <param name="nodes">Where the tree is.</param>
    /// <param name="claim">What names the node, and says of it.</param>
    /// <param name="path">The directory, for messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BlobNotFoundException">The store lacks the node.</exception>
    /// <exception cref="CorruptDataException">The node is damaged, or is not what was claimed.</exception>
    public static async ValueTask<DirectoryNode> ReadNodeAsync(
        NodeSource nodes, DirectoryClaim claim, TreePath path, CancellationToken cancellationToken)
    {
        using IMemoryOwner<byte> blob = await nodes.GetAsync(claim.Id, BlobKind.Tree, cancellationToken).ConfigureAwait(false);
        try
        {
            return DirectoryNode.Decode(blob.Memory.Span, claim);
        }
        catch (CorruptDataException exception)
        {
            throw new CorruptDataException($"directory \"{path.ToShortString()}\" (tree {claim.Id})", exception.Detail, exception);
        }
    }

    /// <summary>Reads a node of a file's chunk list; the chunks are not looked at.</summary>
    /// <param name="nodes">Where the list is.</param>
    /// <param name="claim">What names the node, and says of it.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BlobNotFoundException">The store lacks the node.</exception>
    /// <exception cref="CorruptDataException">The node is damaged, or is not what was claimed.</exception>
    public static async ValueTask<ChunkListNode> ReadNodeAsync(
        NodeSource nodes, ChunkListClaim claim, TreePath path, CancellationToken cancellationToken)
    {
        using IMemoryOwner<byte> blob = await nodes.GetAsync(claim.Id, BlobKind.ChunkList, cancellationToken).ConfigureAwait(false);
        try
        {
            return ChunkListNode.Decode(blob.Memory.Span, claim);
        }
        catch (CorruptDataException exception)
        {
            throw new CorruptDataException($"file \"{path.ToShortString()}\" (chunk list {claim.Id})", exception.Detail, exception);
        }
    }

    /// <summary>Reads the top node of what a file consists of; a file without a list has a node that is made up.</summary>
    /// <exception cref="BlobNotFoundException">The store lacks the list.</exception>
    /// <exception cref="CorruptDataException">The list is damaged, or the entry contradicts it or itself.</exception>
    public static async ValueTask<ChunkListNode> ReadChunkListAsync(
        NodeSource nodes, TreeEntry file, TreePath path, CancellationToken cancellationToken) => file.Content.Kind switch
        {
            FileContentKind.Empty => ChunkListNode.Of(),
            FileContentKind.ChunkList =>
                await ReadNodeAsync(nodes, new ChunkListClaim(file.Content.Id, file.Length, null), path, cancellationToken).ConfigureAwait(false),
            _ when file.Length <= BlobStore.MaxBlobLengthBytes => ChunkListNode.Of(new ChunkSpan(file.Content.Id, (int)file.Length)),
            _ => throw new CorruptDataException($"file \"{path.ToShortString()}\"", $"{file.Length} bytes are more than one chunk can have"),
        };

    /// <summary>Begins before the first entry of a directory.</summary>
    public static NodeCursor<DirectoryNode> OpenCursor(NodeSource nodes, DirectoryNode top, TreePath path) =>
        new(top, top.Level == 0 ? NoChild : OpenChild(nodes, path));

    private static Func<DirectoryNode, int, CancellationToken, ValueTask<DirectoryNode>> OpenChild(NodeSource nodes, TreePath path) =>
        (node, index, cancellationToken) => ReadNodeAsync(nodes, node.ClaimOf(index), path, cancellationToken);

    private static ValueTask<DirectoryNode> NoChild(DirectoryNode node, int index, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A node of entries has no children.");
}
