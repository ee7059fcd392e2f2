using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>One node of a directory, read and compared with what was said of it.</summary>
internal sealed class DirectoryNode : ISplitNode
{
    private readonly DirectoryPlace? _place;
    private readonly EncodedEntries? _encoded;

    private DirectoryNode(BlobId id, DirectoryPlace? place, int level, EncodedEntries? encoded = null) =>
        (Id, _place, Level, _encoded) = (id, place, level, encoded);

    public BlobId Id { get; }

    public int Level { get; }

    /// <summary>The entries of a node of level 0.</summary>
    public IReadOnlyList<TreeEntry> Entries { get; private init; } = [];

    /// <summary>The entries of a node that <see cref="ReadEncoded"/> has read; it has no <see cref="Entries"/>.</summary>
    public IReadOnlyList<EncodedEntry> EncodedEntries => _encoded?.Items ?? [];

    /// <summary>The children of a node above.</summary>
    public IReadOnlyList<DirectoryChild> Children { get; private init; } = [];

    public int Count => Entries.Count + EncodedEntries.Count + Children.Count; // Two of the three are empty.

    /// <summary>Whether it stands for the whole directory.</summary>
    public bool IsTop => _place is null;

    /// <summary>How many items a walk through the nodes below holds at most, with this one.</summary>
    public int MaxItemsHeld => Count + (Level * NodeSplit.MaxItems);

    /// <summary>A directory that is in no store.</summary>
    public static DirectoryNode Of(params IReadOnlyList<TreeEntry> entries) => new(default, null, 0) { Entries = entries };

    /// <inheritdoc cref="Of"/>
    public static DirectoryNode OfEncoded(IReadOnlyList<EncodedEntry> entries) => new(default, null, 0, new EncodedEntries(entries, default, default));

    /// <exception cref="CorruptDataException">The bytes are no node, or not the one that was claimed.</exception>
    /// <exception cref="UnsupportedFormatException">The node is of a later version.</exception>
    public static DirectoryNode Decode(ReadOnlySpan<byte> blob, in DirectoryClaim claim) =>
        (TreeIndex.IsIndex(blob) ? DecodeIndex(blob, claim) : new DirectoryNode(claim.Id, claim.Place, 0) { Entries = TreeNode.Decode(blob) }).Checked(claim);

    /// <summary>Reads a node of whose entries few will be made.</summary>
    /// <param name="blob">The node's bytes, which a node of level 0 keeps.</param>
    /// <param name="claim">What was said of it; compared as <see cref="Decode"/> does. But an entry may still be refused when it is made.</param>
    /// <exception cref="CorruptDataException">The bytes are no node, or not the one that was claimed.</exception>
    /// <exception cref="UnsupportedFormatException">The node is of a later version.</exception>
    public static DirectoryNode ReadEncoded(ReadOnlyMemory<byte> blob, in DirectoryClaim claim) =>
        (TreeIndex.IsIndex(blob.Span) ? DecodeIndex(blob.Span, claim) : new DirectoryNode(claim.Id, claim.Place, 0, TreeNode.ReadEncoded(blob))).Checked(claim);

    /// <summary>The same with its entries made.</summary>
    /// <exception cref="CorruptDataException">An entry is none.</exception>
    public DirectoryNode WithEntries() => _encoded is null ? this : new DirectoryNode(Id, _place, Level) { Entries = [.. EncodedEntries.Select(entry => entry.Decode())] };

    /// <summary>What this node says of one of its children.</summary>
    public DirectoryClaim ClaimOf(int index)
    {
        DirectoryChild child = Children[index];
        EntryName after = index == 0 ? _place?.After ?? EntryName.Root : Children[index - 1].LastName;
        bool isLast = index == Children.Count - 1 && _place is not { IsLast: false };
        return new DirectoryClaim(
            child.Id, child.ContentOnlyId, child.Totals, new DirectoryPlace(Level - 1, child.EntryCount, after, child.LastName, isLast));
    }

    private static DirectoryNode DecodeIndex(ReadOnlySpan<byte> blob, in DirectoryClaim claim)
    {
        IReadOnlyList<DirectoryChild> children = TreeIndex.Decode(blob, out int level);
        return new DirectoryNode(claim.Id, claim.Place, level) { Children = children };
    }

    private DirectoryNode Checked(in DirectoryClaim claim) => FindFault(claim) is { } fault ? throw new CorruptDataException("tree node", fault) : this;

    private string? FindFault(in DirectoryClaim claim) => (_place is { } place ? FindPlaceFault(place) : FindTopFault()) ?? FindLie(claim);

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
        int count = Level == 0 ? Count : Children.Sum(child => child.EntryCount);
        return Level != place.Level ? $"a node of level {Level} stands where level {place.Level} is due"
            : count != place.EntryCount ? $"a node has {count} entries and is said to have {place.EntryCount}"
            : NameAt(0) <= place.After ? $"a node goes on with \"{NameAt(0)}\" after \"{place.After}\""
            : NameAt(Count - 1) != place.LastName ? $"a node ends with \"{NameAt(Count - 1)}\" and is said to end with \"{place.LastName}\""
            : FindSplitFault(place.IsLast);
    }

    private string? FindSplitFault(bool isLast) =>
        Level > 0 ? NodeSplit.FindFault(Children, child => NodeSplit.IsEnd(child.LastName, Level), isLast)
        : _encoded is not null ? NodeSplit.FindFault(EncodedEntries, entry => NodeSplit.IsEndAfter(entry.Name, 0), isLast)
        : NodeSplit.FindFault(Entries, entry => NodeSplit.IsEnd(entry.Name, 0), isLast);

    private string? FindLie(in DirectoryClaim claim)
    {
        try
        {
            return (_encoded?.Totals ?? (Level == 0 ? TreeTotals.Of(Entries) : TreeTotals.Of(Children))) != claim.Totals
                ? "what names it gives other totals than what is in it"
                : (_encoded?.ContentOnlyId ?? (Level == 0 ? ContentOnly.OfEntries(Entries) : ContentOnly.OfNodes(Level, Children))) != claim.ContentOnlyId
                ? "what names it gives another content-only id than what is in it"
                : null;
        }
        catch (OverflowException)
        {
            return "its lengths add up to more than 63 bits";
        }
    }

    private EntryName NameAt(int index) =>
        Level > 0 ? Children[index].LastName : _encoded is not null ? EncodedEntries[index].Decode().Name : Entries[index].Name;
}
