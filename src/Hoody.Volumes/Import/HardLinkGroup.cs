using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>The names of one file: it is read once, and its names wait until it is read and their group is known. Thread-safe.</summary>
internal sealed class HardLinkGroup(TreePath firstPath, EntryType type)
{
    private readonly Lock _gate = new();
    private readonly List<EntrySlot> _waiting = [];
    private TreeEntry? _entry;
    private ulong? _number;
    private bool _isBeingRead;

    /// <summary>The path of the first name that the walk met.</summary>
    public TreePath FirstPath { get; } = firstPath;

    public EntryType Type { get; } = type;

    /// <summary>How many names the walk has met. The walk's alone.</summary>
    public uint NamesMet { get; set; }

    /// <summary>Adds a name; true when nobody has read the file or is about to, so the caller must see to it.</summary>
    public bool Add(EntrySlot slot)
    {
        lock (_gate)
        {
            _waiting.Add(slot);
            bool mustRead = _entry is null && !_isBeingRead;
            _isBeingRead |= mustRead;
            return mustRead;
        }
    }

    /// <summary>Takes a name to read the file by; false when none is left, and the next <see cref="Add"/> starts anew.</summary>
    public bool TryTakeForReading(out EntrySlot slot)
    {
        lock (_gate)
        {
            _isBeingRead = _waiting.Count > 0;
            slot = _isBeingRead ? _waiting[0] : default;
            if (_isBeingRead)
            {
                _waiting.RemoveAt(0);
            }

            return _isBeingRead;
        }
    }

    /// <summary>The file has been read by the name in <paramref name="slot"/>.</summary>
    public void SetEntry(EntrySlot slot, TreeEntry entry)
    {
        lock (_gate)
        {
            _entry = entry;
            _isBeingRead = false;
            _waiting.Add(slot);
        }
    }

    /// <summary>The number by which the tree knows the group is settled; 0 when this is the file's only name in the tree.</summary>
    public void SetNumber(ulong number)
    {
        lock (_gate)
        {
            _number = number;
        }
    }

    /// <summary>Takes the names whose entries can be made, with the entry that all but the name is equal to.</summary>
    public IReadOnlyList<EntrySlot> TakeReady(out TreeEntry? entry)
    {
        lock (_gate)
        {
            entry = _entry is { } read && _number is { } number ? read with { HardLinkGroup = number } : null;
            if (entry is null)
            {
                return [];
            }

            EntrySlot[] ready = [.. _waiting];
            _waiting.Clear();
            return ready;
        }
    }
}
