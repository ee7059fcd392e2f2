using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Reads the entries of a directory one after another, in the order of their names. For one thread.</summary>
/// <remarks>
/// Holds the nodes on the way to the next entry: at most 128 entries, and 128 children of each level above them. Each node is compared
/// with what names it before it is used.
/// </remarks>
internal sealed class DirectoryReader
{
    private readonly NodeSource _nodes;
    private readonly TreePath _path;
    private readonly DirectoryNode _top;
    private NodeCursor<DirectoryNode> _cursor;

    private DirectoryReader(NodeSource nodes, DirectoryNode top, TreePath path)
    {
        _nodes = nodes;
        _path = path;
        _top = top;
        _cursor = OpenCursor();
    }

    /// <summary>How many items of nodes it holds at most.</summary>
    public int MaxItemsHeld => _top.MaxItemsHeld;

    /// <exception cref="BlobNotFoundException">The store lacks the directory's top node.</exception>
    /// <exception cref="CorruptDataException">The node is damaged, or is not what the entry says.</exception>
    public static async ValueTask<DirectoryReader> OpenAsync(
        NodeSource nodes, TreeEntry directory, TreePath path, CancellationToken cancellationToken) =>
        new(nodes, await TreeReader.ReadNodeAsync(nodes, DirectoryClaim.OfTop(directory), path, cancellationToken).ConfigureAwait(false), path);

    /// <summary>How many entries the directory has.</summary>
    public int EntryCount => _top.Level == 0 ? _top.Entries.Count : _top.Children.Sum(child => child.EntryCount);

    /// <summary>Whether a node comes next that was not opened, and not an entry.</summary>
    public bool IsAtNode => _cursor.IsAtNode;

    /// <summary>The node that comes next, its level, and whether its row ends with it. Only where there is one.</summary>
    public (DirectoryChild Child, int Level, bool IsLast) NextNode
    {
        get
        {
            (DirectoryNode node, int index) = (_cursor.Node, _cursor.Index);
            return (node.Children[index], node.Level - 1, node.ClaimOf(index).Place is { IsLast: true });
        }
    }

    /// <summary>Opens the node that comes next; what comes next is then the first in it.</summary>
    /// <exception cref="BlobNotFoundException">The store lacks the node.</exception>
    /// <exception cref="CorruptDataException">The node is damaged, or is not what the node above says.</exception>
    public ValueTask OpenNodeAsync(CancellationToken cancellationToken) => _cursor.DescendAsync(cancellationToken);

    /// <summary>Passes over what comes next: an entry, or a node with all that is below it.</summary>
    public void Pass() => _cursor.Advance();

    /// <summary>The next entry, which still comes next; null after the last.</summary>
    /// <exception cref="BlobNotFoundException">The store lacks a node.</exception>
    /// <exception cref="CorruptDataException">A node is damaged, or is not what the node above says.</exception>
    public async ValueTask<TreeEntry?> PeekAsync(CancellationToken cancellationToken) =>
        await _cursor.MoveToItemAsync(cancellationToken).ConfigureAwait(false) ? _cursor.Node.Entries[_cursor.Index] : null;

    /// <summary>Reads the next entry; null after the last.</summary>
    /// <exception cref="BlobNotFoundException">The store lacks a node.</exception>
    /// <exception cref="CorruptDataException">A node is damaged, or is not what the node above says.</exception>
    public async ValueTask<TreeEntry?> ReadAsync(CancellationToken cancellationToken)
    {
        TreeEntry? entry = await PeekAsync(cancellationToken).ConfigureAwait(false);
        if (entry is not null)
        {
            Pass();
        }

        return entry;
    }

    /// <summary>Goes on with the first entry whose name is <paramref name="name"/> or sorts after it; reads one node of each level.</summary>
    /// <exception cref="BlobNotFoundException">The store lacks a node.</exception>
    /// <exception cref="CorruptDataException">A node is damaged, or is not what the node above says.</exception>
    public async ValueTask SeekAsync(EntryName name, CancellationToken cancellationToken)
    {
        Restart();
        await _cursor.SeekAsync(
            (node, index) => (node.Level == 0 ? node.Entries[index].Name : node.Children[index].LastName) < name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with the first entry.</summary>
    public void Restart() => _cursor = OpenCursor();

    private NodeCursor<DirectoryNode> OpenCursor() => TreeReader.OpenCursor(_nodes, _top, _path);
}
