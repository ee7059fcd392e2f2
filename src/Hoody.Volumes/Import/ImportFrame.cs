using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>A directory on its way into the store: its entries arrive in any order, and the last one completes it.</summary>
internal sealed class ImportFrame
{
    private readonly List<EntryName> _names;
    private int _nextIndex;
    private int _awaited = 1;
    private int _descriptorUses = 1;

    private readonly CachedEntryReader? _knownEntries;
    private DirectoryScan? _scan;

    public ImportFrame(ImportSession session, EntrySlot? slot, TreePath path, OpenedDirectory opened, CachedDirectory? known)
    {
        Slot = slot;
        Path = path;
        Directory = opened.Entry;
        Descriptor = opened.Scan.Descriptor;
        Status = opened.Scan.Status;
        Depth = slot is null ? 0 : slot.Value.Frame.Depth + 1;
        _names = opened.Scan.Names;
        _scan = opened.Scan;
        Known = known;
        _knownEntries = known?.OpenEntries();
        Entries = new ArrivedEntries(_names.Count);
        Nodes = new DirectoryMerge(session, path, known);
    }

    /// <summary>Where this directory's entry goes; null for the root.</summary>
    public EntrySlot? Slot { get; }

    /// <summary>The directory's own entry, still without its tree; null when its metadata is kept as it was.</summary>
    public TreeEntry? Directory { get; }

    /// <summary>What is known of it; null when it is nothing.</summary>
    public CachedDirectory? Known { get; }

    public TreePath Path { get; }

    public Descriptor Descriptor { get; }

    public FileStatus Status { get; }

    public int Depth { get; }

    /// <summary>What has arrived and is not yet in a node.</summary>
    public ArrivedEntries Entries { get; }

    /// <summary>The nodes so far. Whoever takes from <see cref="Entries"/> adds to it.</summary>
    public DirectoryMerge Nodes { get; }

    /// <summary>How it was found. The walk's alone, until it leaves.</summary>
    public DirectoryScan Scan => _scan ?? throw new InvalidOperationException("The walk has left the directory.");

    public EntryName NameAt(int index) => _names[index];

    /// <summary>The walk has left: what it does not need any more need not wait for the files.</summary>
    public void EndWalk()
    {
        _scan?.Looks?.Return();
        _scan = null;
        ReleaseDescriptor();
    }

    /// <summary>What is known of an entry. Called by the walk alone, in the order of the names.</summary>
    public CachedEntry? FindKnown(EntryName name) =>
        _knownEntries is not null && _knownEntries.TryFind(name, out CachedEntry entry, out _) ? entry : null;

    /// <summary>The next name of the walk, whose entry is awaited from now on. Called by the walk alone.</summary>
    public bool TryTakeName(out EntrySlot slot)
    {
        bool isLeft = _nextIndex < _names.Count;
        slot = isLeft ? new EntrySlot(this, _nextIndex, _names[_nextIndex]) : default;
        if (isLeft)
        {
            _nextIndex++;
            Interlocked.Increment(ref _awaited);
        }

        return isLeft;
    }

    /// <summary>An entry is done with, or the walk has gone through all names; true for the last of them, when the directory is complete.</summary>
    public bool Release() => Interlocked.Decrement(ref _awaited) == 0;

    /// <summary>Keeps the descriptor open for one more user; ended by <see cref="ReleaseDescriptor"/>.</summary>
    public void HoldDescriptor() => Interlocked.Increment(ref _descriptorUses);

    public void ReleaseDescriptor()
    {
        if (Interlocked.Decrement(ref _descriptorUses) == 0)
        {
            Descriptor.Dispose();
        }
    }
}
