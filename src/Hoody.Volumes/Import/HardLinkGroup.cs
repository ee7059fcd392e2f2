using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>The names of one file: it is read at most once, and its names wait until it is read and their group is known. Thread-safe.</summary>
/// <remarks>Names that are kept as they were need no reading, if the group's number in the tree is still what it was.</remarks>
internal sealed class HardLinkGroup(TreePath firstPath, EntryType type, ulong inode)
{
    private readonly Lock _gate = new();
    private readonly List<Name> _waiting = [];
    private Arrival? _read;
    private ulong? _number;
    private bool _isBeingRead;

    /// <summary>The path of the first name that the walk met.</summary>
    public TreePath FirstPath { get; } = firstPath;

    public EntryType Type { get; } = type;

    /// <summary>Whether what was read by one of the names is this file. A name may have been given to another one since the walk met it.</summary>
    public bool IsThis(Arrival read) => read.Remembered.Stamp.Inode == inode;

    /// <summary>How many names the walk has met. The walk's alone.</summary>
    public uint NamesMet { get; set; }

    /// <summary>Adds a name; true when the file must be read and nobody has done it or is about to, so the caller must see to it.</summary>
    /// <param name="slot">The name.</param>
    /// <param name="keptNumber">The number with which the name can be kept as it was; null when it cannot.</param>
    public bool Add(EntrySlot slot, ulong? keptNumber)
    {
        lock (_gate)
        {
            _waiting.Add(new Name(slot, keptNumber));
            return TryBeginReading();
        }
    }

    /// <summary>Takes a name to read the file by; false when none is left that needs it, and the next <see cref="Add"/> starts anew.</summary>
    public bool TryTakeForReading(out EntrySlot slot)
    {
        lock (_gate)
        {
            int index = _waiting.FindIndex(NeedsReading);
            _isBeingRead = index >= 0;
            slot = _isBeingRead ? _waiting[index].Slot : default;
            if (_isBeingRead)
            {
                _waiting.RemoveAt(index);
            }

            return _isBeingRead;
        }
    }

    /// <summary>The file has been read by the name in <paramref name="slot"/>.</summary>
    public void SetRead(EntrySlot slot, Arrival read)
    {
        lock (_gate)
        {
            _read = read;
            _isBeingRead = false;
            _waiting.Add(new Name(slot, null));
        }
    }

    /// <summary>The number by which the tree knows the group is settled; 0 when this is the file's only name in the tree.</summary>
    /// <returns>True when the file must be read now, as <see cref="Add"/> says.</returns>
    public bool SetNumber(ulong number)
    {
        lock (_gate)
        {
            _number = number;
            return TryBeginReading();
        }
    }

    /// <summary>Takes the names that can be put in their places, with what to put there: all are kept, or all are what was read, so that they agree if the file changes meanwhile.</summary>
    public IReadOnlyList<(EntrySlot Slot, Arrival Arrival)> TakeReady()
    {
        lock (_gate)
        {
            if (_number is not { } number || (_read is null && (_isBeingRead || _waiting.Exists(NeedsReading))))
            {
                return [];
            }

            (EntrySlot, Arrival)[] ready =
            [
                .. _waiting.Select(name => (name.Slot, _read is null ? Arrival.Kept : _read.As(name.Slot.Name, number))),
            ];
            _waiting.Clear();
            return ready;
        }
    }

    private bool TryBeginReading()
    {
        bool mustRead = _read is null && !_isBeingRead && _waiting.Exists(NeedsReading);
        _isBeingRead |= mustRead;
        return mustRead;
    }

    private bool NeedsReading(Name name) => name.KeptNumber is not { } kept || (_number is { } number && number != kept);

    private readonly record struct Name(EntrySlot Slot, ulong? KeptNumber);
}
