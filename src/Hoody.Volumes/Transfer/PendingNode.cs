using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Transfer;

/// <summary>A node whose closure the target does not hold, or is not known to hold yet.</summary>
/// <param name="claim">The node, and what was said of it.</param>
/// <param name="parent">The node that named it first; null for a snapshot.</param>
/// <param name="name">What its path has more than the parent's.</param>
/// <param name="depth">Directories on the way to it, its own included.</param>
internal sealed class PendingNode(NodeClaim claim, PendingNode? parent, EntryName name, int depth)
{
    private List<PendingNode>? _moreParents;

    public NodeClaim Claim => claim;

    public int Depth => depth;

    /// <summary>What it waits for: nodes and chunks below it, and itself until it was read.</summary>
    public int MissingCount { get; set; } = 1;

    /// <summary>How many answers one after another brought it; 0 when it was held.</summary>
    public int Round { get; set; }

    /// <summary>How many references there are at it and below it, as far as they were looked at.</summary>
    public long Size { get; set; }

    /// <summary>The node as it came, until what is below it is there; null when the target holds it.</summary>
    public StoredBlob? Stored { get; set; }

    /// <summary>Those that wait for it, one that names it twice twice.</summary>
    public IEnumerable<PendingNode> Parents => parent is null ? [] : [parent, .. _moreParents ?? []];

    public void AddParent(PendingNode another) => (_moreParents ??= []).Add(another);

    public TreePath GetPath()
    {
        Stack<EntryName> names = [];
        for (PendingNode? node = this; node is not null; node = node.Parent)
        {
            names.Push(node.Name);
        }

        return names.Aggregate(TreePath.Root, (path, name) => path.Combine(name));
    }

    private PendingNode? Parent => parent;

    private EntryName Name => name;
}
