using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>One node of a directory, read and compared with what was said of it.</summary>
internal sealed class DirectoryNode : ISplitNode
{
    private readonly DirectoryClaim _claim;

    private DirectoryNode(DirectoryClaim claim, int level, IReadOnlyList<TreeEntry> entries, IReadOnlyList<DirectoryChild> children)
    {
        _claim = claim;
        Level = level;
        Entries = entries;
        Children = children;
    }

    public BlobId Id => _claim.Id;

    public int Level { get; }

    /// <summary>The entries of a node of level 0.</summary>
    public IReadOnlyList<TreeEntry> Entries { get; }

    /// <summary>The children of a node above.</summary>
    public IReadOnlyList<DirectoryChild> Children { get; }

    public int Count => Entries.Count + Children.Count; // One of the two is empty.

    /// <summary>Whether it stands for the whole directory.</summary>
    public bool IsTop => _claim.Place is null;

    /// <summary>How many items a walk through the nodes below holds at most, with this one.</summary>
    public int MaxItemsHeld => Count + (Level * NodeSplit.MaxItems);

    /// <summary>A directory that is in no store.</summary>
    public static DirectoryNode Of(params IReadOnlyList<TreeEntry> entries) => new(default, 0, entries, []);

    /// <exception cref="CorruptDataException">The bytes are no node, or not the one that was claimed.</exception>
    /// <exception cref="UnsupportedFormatException">The node is of a later version.</exception>
    public static DirectoryNode Decode(ReadOnlySpan<byte> blob, in DirectoryClaim claim)
    {
        int level = 0;
        IReadOnlyList<DirectoryChild> children = TreeIndex.IsIndex(blob) ? TreeIndex.Decode(blob, out level) : [];
        DirectoryNode node = new(claim, level, level == 0 ? TreeNode.Decode(blob) : [], children);
        return node.FindFault() is { } fault ? throw new CorruptDataException("tree node", fault) : node;
    }

    /// <summary>What this node says of one of its children.</summary>
    public DirectoryClaim ClaimOf(int index)
    {
        DirectoryChild child = Children[index];
        EntryName after = index == 0 ? _claim.Place?.After ?? EntryName.Root : Children[index - 1].LastName;
        bool isLast = index == Children.Count - 1 && _claim.Place is not { IsLast: false };
        return new DirectoryClaim(
            child.Id, child.ContentOnlyId, child.Totals, new DirectoryPlace(Level - 1, child.EntryCount, after, child.LastName, isLast));
    }

    private string? FindFault() => (_claim.Place is { } place ? FindPlaceFault(place) : FindTopFault()) ?? FindLie();

    private string? FindTopFault()
    {
        if (Level == 0)
        {
            return null;
        }

        // Each of 128 counts has been compared with the limit, so the sum has no more than 31 bits.
        int count = Children.Sum(child => child.EntryCount);
        return Children.Count == 1 ? "its top index has a single child"
            : count is <= NodeSplit.MaxItems or > TreeLimits.MaxEntriesPerDirectory ? $"it is split and has {count} entries"
            : FindSplitFault(isLast: true);
    }

    private string? FindPlaceFault(DirectoryPlace place)
    {
        int count = Level == 0 ? Entries.Count : Children.Sum(child => child.EntryCount);
        return Level != place.Level ? $"a node of level {Level} stands where level {place.Level} is due"
            : count != place.EntryCount ? $"a node has {count} entries and is said to have {place.EntryCount}"
            : NameAt(0) <= place.After ? $"a node goes on with \"{NameAt(0)}\" after \"{place.After}\""
            : NameAt(Count - 1) != place.LastName ? $"a node ends with \"{NameAt(Count - 1)}\" and is said to end with \"{place.LastName}\""
            : FindSplitFault(place.IsLast);
    }

    private string? FindSplitFault(bool isLast) => Level == 0
        ? NodeSplit.FindFault(Entries, entry => NodeSplit.IsEnd(entry.Name, 0), isLast)
        : NodeSplit.FindFault(Children, child => NodeSplit.IsEnd(child.LastName, Level), isLast);

    private string? FindLie()
    {
        try
        {
            return (Level == 0 ? TreeTotals.Of(Entries) : TreeTotals.Of(Children)) != _claim.Totals
                ? "what names it gives other totals than what is in it"
                : (Level == 0 ? ContentOnly.OfEntries(Entries) : ContentOnly.OfNodes(Level, Children)) != _claim.ContentOnlyId
                ? "what names it gives another content-only id than what is in it"
                : null;
        }
        catch (OverflowException)
        {
            return "its lengths add up to more than 63 bits";
        }
    }

    private EntryName NameAt(int index) => Level == 0 ? Entries[index].Name : Children[index].LastName;
}
