using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>A directory on its way into the store: its entries arrive in any order, and the last one completes it.</summary>
internal sealed class ImportFrame
{
    private readonly TreeEntry?[] _entries;
    private readonly IReadOnlyList<EntryName> _names;
    private int _nextIndex;
    private int _awaited = 1;
    private int _descriptorUses = 1;

    public ImportFrame(EntrySlot? slot, TreePath path, OpenedDirectory opened)
    {
        Slot = slot;
        Path = path;
        Directory = opened.Entry;
        Descriptor = opened.Descriptor;
        Status = opened.Status;
        Depth = slot is null ? 0 : slot.Value.Frame.Depth + 1;
        _names = opened.Names;
        _entries = new TreeEntry?[_names.Count];
    }

    /// <summary>Where this directory's entry goes; null for the root.</summary>
    public EntrySlot? Slot { get; }

    /// <summary>The directory's own entry, still without its tree.</summary>
    public TreeEntry Directory { get; }

    public TreePath Path { get; }

    public Descriptor Descriptor { get; }

    public FileStatus Status { get; }

    public int Depth { get; }

    /// <summary>The entries that were not left out, by name. Only once all have arrived.</summary>
    public IReadOnlyList<TreeEntry> Entries => [.. _entries.OfType<TreeEntry>()];

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

    /// <summary>An entry has arrived, or is left out; true for the last one, when the directory is complete.</summary>
    public bool Arrive(int index, TreeEntry? entry)
    {
        _entries[index] = entry;
        return Interlocked.Decrement(ref _awaited) == 0;
    }

    /// <summary>The walk has gone through all names; true when nothing is awaited any more.</summary>
    public bool EndWalk() => Interlocked.Decrement(ref _awaited) == 0;

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
