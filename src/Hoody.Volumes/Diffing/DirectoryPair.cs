using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Two directories of one path, their entries being merged in the order of the names; nodes that both have are passed over unread.</summary>
/// <param name="nodes">Where both are.</param>
/// <param name="pair">The two, read.</param>
internal sealed class DirectoryPair(NodeSource nodes, ExpectedPair pair)
{
    private readonly NodeCursor<DirectoryNode> _before = TreeReader.OpenCursor(nodes, pair.Before!, pair.PathBefore); // Not null: they are read.
    private readonly NodeCursor<DirectoryNode> _after = TreeReader.OpenCursor(nodes, pair.After!, pair.Path); // As above.

    public TreePath Path => pair.Path;

    public TreePath PathBefore => pair.PathBefore;

    /// <summary>How many items of nodes it holds at most.</summary>
    public int MaxItemsHeld { get; } = pair.Before!.MaxItemsHeld + pair.After!.MaxItemsHeld; // As above.

    /// <summary>The directories of a name, which may be read already; null when nobody expected them.</summary>
    public ExpectedPair? TakeExpected(EntryName name) => pair.TakeBelow(name);

    /// <summary>The next name that may differ, with its entries; null after the last.</summary>
    public async ValueTask<EntryPair?> NextAsync(CancellationToken cancellationToken)
    {
        while (_before.IsAtNode || _after.IsAtNode)
        {
            await PassNodeAsync(cancellationToken).ConfigureAwait(false);
        }

        TreeEntry? left = _before.IsAtEnd ? null : _before.Node.Entries[_before.Index];
        TreeEntry? right = _after.IsAtEnd ? null : _after.Node.Entries[_after.Index];
        if (left is null && right is null)
        {
            return null;
        }

        // The lesser name has no partner, and the other waits for its turn.
        int order = left is null ? 1 : right is null ? -1 : left.Name.CompareTo(right.Name);
        EntryPair pair = new(order <= 0 ? left : null, order >= 0 ? right : null);
        Pass(_before, pair.Before);
        Pass(_after, pair.After);
        return pair;
    }

    /// <summary>Passes over a node that comes next on both sides, or opens what comes next: the higher node first, until equal ones can meet.</summary>
    private async ValueTask PassNodeAsync(CancellationToken cancellationToken)
    {
        int levelBefore = LevelOfNext(_before);
        int levelAfter = LevelOfNext(_after);
        if (levelBefore > 0 && levelBefore == levelAfter && IdOfNext(_before) == IdOfNext(_after))
        {
            _before.Advance();
            _after.Advance();
            return;
        }

        if (levelBefore >= levelAfter)
        {
            await _before.DescendAsync(cancellationToken).ConfigureAwait(false);
        }

        if (levelAfter >= levelBefore)
        {
            await _after.DescendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Of the node that holds it; 0 when an entry or nothing comes next.
    private static int LevelOfNext(NodeCursor<DirectoryNode> cursor) => cursor.IsAtNode ? cursor.Node.Level : 0;

    private static BlobId IdOfNext(NodeCursor<DirectoryNode> cursor) => cursor.Node.Children[cursor.Index].Id;

    private static void Pass(NodeCursor<DirectoryNode> cursor, TreeEntry? taken)
    {
        if (taken is not null)
        {
            cursor.Advance();
        }
    }
}
