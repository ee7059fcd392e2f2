using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

/// <summary>Which file on this machine: the same while it exists, whatever its names. Stays on this machine.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>That of no file: no file system has an inode 0.</summary>
    public static FileIdentity None => default;
}

/// <summary>What statx says about one entry, in the words of a tree.</summary>
internal readonly record struct FileStatus
{
    private const int TypeMask = 0xf000;
    private const int PermissionMask = 0xfff;

    private readonly int _modeAndType;

    public FileStatus(in Libc.StatusBuffer status)
    {
        _modeAndType = status.Mode;
        UserId = status.UserId;
        GroupId = status.GroupId;
        Length = checked((long)status.Size);
        ModifiedTime = new UnixTime(status.ModifiedSeconds, (int)status.ModifiedNanoseconds);
        ChangedTime = new UnixTime(status.ChangedSeconds, (int)status.ChangedNanoseconds);
        BornTime = (status.BornSeconds, status.BornNanoseconds);
        LinkCount = status.LinkCount;
        BlockLength = checked((int)status.BlockSize);
        Identity = new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode);
        MountId = status.MountId;
        SpecialMajor = status.SpecialMajor;
        SpecialMinor = status.SpecialMinor;
    }

    public EntryType Type => TypeOf(_modeAndType);

    public int Mode => _modeAndType & PermissionMask;

    public uint UserId { get; }

    public uint GroupId { get; }

    public long Length { get; }

    public UnixTime ModifiedTime { get; }

    public UnixTime ChangedTime { get; }

    /// <summary>When the file was made, by which it is told from an earlier one that had its inode; 0 where the file system does not say.</summary>
    public (long Seconds, uint Nanoseconds) BornTime { get; }

    public uint LinkCount { get; }

    /// <summary>What the file system likes to read and write at once: its blocks, or several.</summary>
    public int BlockLength { get; }

    public FileIdentity Identity { get; }

    public ulong MountId { get; }

    public uint SpecialMajor { get; }

    public uint SpecialMinor { get; }

    public bool IsDevice => Type is EntryType.CharacterDevice or EntryType.BlockDevice;

    /// <summary>One file behind more than one name; a directory's link count says something else.</summary>
    public bool IsHardLinked => LinkCount > 1 && Type != EntryType.Directory;

    /// <summary>Neither content nor metadata changed between the two, as far as the file system's clock can tell.</summary>
    public bool IsSameStateAs(in FileStatus other) =>
        Identity == other.Identity && Length == other.Length && ModifiedTime == other.ModifiedTime && ChangedTime == other.ChangedTime;

    /// <summary>The metadata as an entry; what an entry of its type needs besides is for the caller to add.</summary>
    public TreeEntry ToEntry(EntryName name, IReadOnlyList<ExtendedAttribute> attributes) => new()
    {
        Name = name,
        Type = Type,
        Mode = Mode,
        UserId = UserId,
        GroupId = GroupId,
        ModifiedTime = ModifiedTime,
        ExtendedAttributes = attributes,
        DeviceMajor = IsDevice ? SpecialMajor : 0,
        DeviceMinor = IsDevice ? SpecialMinor : 0,
    };

    /// <summary>The type bits of <c>st_mode</c> for mknod.</summary>
    public static uint TypeBits(EntryType type) => type switch
    {
        EntryType.File => 0x8000,
        EntryType.Directory => 0x4000,
        EntryType.SymbolicLink => 0xa000,
        EntryType.Fifo => 0x1000,
        EntryType.Socket => 0xc000,
        EntryType.CharacterDevice => 0x2000,
        EntryType.BlockDevice => 0x6000,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of entry."),
    };

    private static EntryType TypeOf(int mode) => (mode & TypeMask) switch
    {
        0x8000 => EntryType.File,
        0x4000 => EntryType.Directory,
        0xa000 => EntryType.SymbolicLink,
        0x1000 => EntryType.Fifo,
        0xc000 => EntryType.Socket,
        0x2000 => EntryType.CharacterDevice,
        0x6000 => EntryType.BlockDevice,
        _ => throw new NotSupportedException($"The kernel reports an unknown type of entry: mode {mode:x}."),
    };
}
