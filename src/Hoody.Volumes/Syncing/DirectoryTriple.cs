using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>Three directories of one path, their entries being merged in the order of the names.</summary>
internal sealed class DirectoryTriple
{
    private const int Base = 0;
    private const int Source = 1;
    private const int Target = 2;

    private readonly NodeCursor<DirectoryNode>[] _cursors;
    private readonly bool _passesEqualNodes;

    private DirectoryTriple(TreePath path, NodeCursor<DirectoryNode>[] cursors, int maxItemsHeld, bool passesEqualNodes)
    {
        (Path, MaxItemsHeld) = (path, maxItemsHeld);
        (_cursors, _passesEqualNodes) = (cursors, passesEqualNodes);
    }

    public TreePath Path { get; }

    /// <summary>How many items of nodes it holds at most.</summary>
    public int MaxItemsHeld { get; }

    /// <summary>Opens the directories of a triple; what is missing or no directory counts as an empty one.</summary>
    /// <param name="blobs">The store that holds them.</param>
    /// <param name="path">Where they are.</param>
    /// <param name="entries">Their entries.</param>
    /// <param name="passesEqualNodes">Whether nodes that are the same in source, target and base are passed over unread.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async ValueTask<DirectoryTriple> OpenAsync(
        BlobStore blobs, TreePath path, EntryTriple entries, bool passesEqualNodes, CancellationToken cancellationToken)
    {
        TreeEntry?[] sides = [entries.Base, entries.Source, entries.Target];
        NodeCursor<DirectoryNode>[] cursors = new NodeCursor<DirectoryNode>[sides.Length];
        int maxItemsHeld = 0;
        for (int side = 0; side < sides.Length; side++)
        {
            DirectoryNode top = sides[side] is { Type: EntryType.Directory } directory
                ? await TreeReader.ReadNodeAsync(blobs, DirectoryClaim.OfTop(directory), path, cancellationToken).ConfigureAwait(false)
                : DirectoryNode.Of();
            cursors[side] = TreeReader.OpenCursor(blobs, top, path);
            maxItemsHeld += top.MaxItemsHeld;
        }

        return new DirectoryTriple(path, cursors, maxItemsHeld, passesEqualNodes);
    }

    /// <summary>The next name, with its entries; null after the last.</summary>
    public async ValueTask<EntryTriple?> NextAsync(CancellationToken cancellationToken)
    {
        while (_cursors.Max(LevelOfNext) is > 0 and int level)
        {
            if (!PassEqualNodes())
            {
                await DescendAsync(level, cancellationToken).ConfigureAwait(false);
            }
        }

        TreeEntry? least = _cursors.Select(EntryOfNext).OfType<TreeEntry>().MinBy(entry => entry.Name);
        return least is null ? null : new EntryTriple(Take(Base, least.Name), Take(Source, least.Name), Take(Target, least.Name));
    }

    /// <summary>Passes over what source and target have alike, if the base has it too or nothing more.</summary>
    private bool PassEqualNodes()
    {
        bool areEqual = _passesEqualNodes
            && IdOfNext(_cursors[Source]) is { } id
            && id == IdOfNext(_cursors[Target])
            && (_cursors[Base].IsAtEnd || id == IdOfNext(_cursors[Base]));
        foreach (NodeCursor<DirectoryNode> cursor in areEqual ? _cursors.Where(cursor => !cursor.IsAtEnd) : [])
        {
            cursor.Advance();
        }

        return areEqual;
    }

    // The highest nodes first, so that equal ones can meet.
    private async ValueTask DescendAsync(int level, CancellationToken cancellationToken)
    {
        foreach (NodeCursor<DirectoryNode> cursor in _cursors.Where(cursor => LevelOfNext(cursor) == level))
        {
            await cursor.DescendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private TreeEntry? Take(int side, EntryName name)
    {
        TreeEntry? entry = EntryOfNext(_cursors[side]);
        if (entry?.Name != name)
        {
            return null;
        }

        _cursors[side].Advance();
        return entry;
    }

    // Of the node that holds it; 0 when an entry or nothing comes next.
    private static int LevelOfNext(NodeCursor<DirectoryNode> cursor) => cursor.IsAtNode ? cursor.Node.Level : 0;

    private static BlobId? IdOfNext(NodeCursor<DirectoryNode> cursor) => cursor.IsAtNode ? cursor.Node.Children[cursor.Index].Id : null;

    private static TreeEntry? EntryOfNext(NodeCursor<DirectoryNode> cursor) => cursor.IsAtEnd ? null : cursor.Node.Entries[cursor.Index];
}
