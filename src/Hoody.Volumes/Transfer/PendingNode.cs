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

    /// <summary>The directory that the base has at the same path; null when it has none, or nobody asks.</summary>
    public TreeEntry? Base { get; set; }

    /// <summary>What a file is whose list this is the top of, if any of it comes; null for another node.</summary>
    public FileChange? File { get; set; }

    /// <summary>Whether it, or a chunk below it, comes.</summary>
    public bool Comes { get; set; }

    /// <summary>Those that wait for it, one that names it twice twice.</summary>
    public IEnumerable<PendingNode> Parents => parent is null ? [] : [parent, .. _moreParents ?? []];

    public void AddParent(PendingNode another) => (_moreParents ??= []).Add(another);

    /// <summary>Compares it with the base's entry of the same path; a node that is a part of a directory or a list, with that of the whole.</summary>
    public void Compare(TreeEntry? before)
    {
        Base = before is { Type: EntryType.Directory } ? before : null;
        File = claim is ListClaim && !name.IsRoot ? ChangeOf(before) : null;
    }

    public static FileChange ChangeOf(TreeEntry? before) => before is { Type: EntryType.File } ? FileChange.Changed : FileChange.New;

    /// <summary>Counts the file whose list is complete with this node, if any of it came; or says so to the list's node above.</summary>
    public void TellFile(TransferTally tally)
    {
        if (!Comes || claim is not ListClaim)
        {
            return;
        }

        if (File is { } change)
        {
            tally.CountFile(change);
        }
        else if (parent is not null)
        {
            parent.Comes = true;
        }
    }

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
