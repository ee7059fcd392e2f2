using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>A file, directory or other entry that was changed, or leads to one that was; several names may share it.</summary>
internal sealed class OverlayNode
{
    private readonly SortedDictionary<EntryName, OverlayNode?> _names = [];

    public OverlayNode(TreeEntry entry, bool isNew)
    {
        Entry = entry;
        Base = isNew ? null : entry;
        BaseLength = isNew ? 0 : entry.Length;
    }

    /// <summary>The entry as it is now; its name says nothing, and nothing in it that follows from changed content.</summary>
    public TreeEntry Entry { get; set; }

    /// <summary>What the snapshot has of it: where unchanged names and bytes are; null when it is new.</summary>
    public TreeEntry? Base { get; }

    /// <summary>How many of the snapshot's bytes still count: those behind were cut off once.</summary>
    public long BaseLength { get; private set; }

    /// <summary>What was written into a file; null when its bytes are the snapshot's.</summary>
    public ExtentMap? Extents { get; private set; }

    /// <summary>The names of a directory that were changed; null for those that are gone.</summary>
    public IReadOnlyDictionary<EntryName, OverlayNode?> Names => _names;

    public bool IsDirectory => Entry.Type == EntryType.Directory;

    /// <summary>Puts a node under a name of this directory, or notes that the name is gone.</summary>
    public void SetName(EntryName name, OverlayNode? node) => _names[name] = node;

    public void Write(Extent extent)
    {
        Extents ??= new ExtentMap();
        Extents.Write(extent);
        Entry = Entry with { Length = Math.Max(Entry.Length, extent.End) };
    }

    public void SetLength(long length)
    {
        Extents ??= new ExtentMap();
        Extents.Truncate(length);
        BaseLength = Math.Min(BaseLength, length);
        Entry = Entry with { Length = length };
    }

    /// <summary>Where the file has neither bytes of the snapshot that are no hole, nor written ones: the first of them, as many as a tree can hold; the others are zeros then, as after an import.</summary>
    public IReadOnlyList<Hole> FindHoles()
    {
        List<Hole> holes = [];
        long position = 0;
        foreach ((long start, long end) in DataRanges().OrderBy(range => range.Start))
        {
            if (start > position)
            {
                holes.Add(new Hole(position, start - position));
            }

            position = Math.Max(position, end);
        }

        if (position < Entry.Length)
        {
            holes.Add(new Hole(position, Entry.Length - position));
        }

        return holes.Count > TreeLimits.MaxHolesPerFile ? holes[..TreeLimits.MaxHolesPerFile] : holes;
    }

    private IEnumerable<(long Start, long End)> DataRanges()
    {
        long position = 0;
        foreach (Hole hole in Base?.Holes ?? [])
        {
            if (Math.Min(hole.Offset, BaseLength) > position)
            {
                yield return (position, Math.Min(hole.Offset, BaseLength));
            }

            position = hole.Offset + hole.Length;
        }

        if (position < BaseLength)
        {
            yield return (position, BaseLength);
        }

        foreach (Extent extent in Extents?.Extents ?? [])
        {
            yield return (extent.Offset, extent.End);
        }
    }
}
