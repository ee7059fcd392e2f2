using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>One entry of a directory: everything two hosts must agree on to hold the same tree, and nothing else.</summary>
/// <remarks>
/// Inode and device numbers, access and change times are left out on purpose: two hosts give one id to one tree. Equality is by
/// value, list members and bytes included. Whoever makes an entry must not change the bytes and lists afterwards.
/// </remarks>
public sealed record TreeEntry
{
    private readonly BlobId _contentOnlyId;

    /// <summary>The entry's name; <see cref="EntryName.Root"/> for the root of a tree and for nothing else.</summary>
    public required EntryName Name { get; init; }

    /// <summary>What the entry is; it decides which of the properties below may be other than their default.</summary>
    public required EntryType Type { get; init; }

    /// <summary>The twelve permission bits: read, write and execute for three parties, set-user-id, set-group-id, sticky.</summary>
    public int Mode { get; init; }

    /// <summary>The owner, as a number.</summary>
    public uint UserId { get; init; }

    /// <summary>The group, as a number.</summary>
    public uint GroupId { get; init; }

    /// <summary>When the data last changed.</summary>
    public UnixTime ModifiedTime { get; init; }

    /// <summary>A file's length in bytes, holes included; 0 for every other type.</summary>
    public long Length { get; init; }

    /// <summary>A file's data.</summary>
    public FileContent Content { get; init; }

    /// <summary>The blob that lists a directory's entries.</summary>
    public BlobId TreeId { get; init; }

    /// <summary>Equal for two entries exactly when they hold the same data, whatever their owners, modes, times and attributes.</summary>
    /// <remarks>
    /// Set it for a directory; for other types it follows from <see cref="Content"/>, <see cref="LinkTarget"/> and the device numbers.
    /// Ids compare within one chunker profile. Definition: FORMAT.md, "Content-only id".
    /// </remarks>
    public BlobId ContentOnlyId
    {
        get => Type == EntryType.Directory ? _contentOnlyId : ContentOnly.OfLeaf(this);
        init => _contentOnlyId = value;
    }

    /// <summary>A symbolic link's target: 1 to 4,095 raw bytes without NUL.</summary>
    public ReadOnlyMemory<byte> LinkTarget { get; init; }

    /// <summary>A device's major number.</summary>
    public uint DeviceMajor { get; init; }

    /// <summary>A device's minor number.</summary>
    public uint DeviceMinor { get; init; }

    /// <summary>The extended attributes, sorted by the bytes of their names.</summary>
    public IReadOnlyList<ExtendedAttribute> ExtendedAttributes { get; init; } = [];

    /// <summary>Which names of the tree are one file: equal numbers share it; 0 when there is no other name. Never for directories.</summary>
    public ulong HardLinkGroup { get; init; }

    /// <summary>Where a file has holes: in order, neither touching nor overlapping, none beyond its length.</summary>
    public IReadOnlyList<Hole> Holes { get; init; } = [];

    /// <summary>What lies below a directory.</summary>
    public TreeTotals Totals { get; init; }

    /// <inheritdoc/>
    public bool Equals(TreeEntry? other) =>
        ReferenceEquals(this, other) || (other is not null && Name == other.Name && HasSameData(other) && HasSameMetadata(other));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Mode, UserId, GroupId, ModifiedTime, Length, HashCode.Combine(Content, TreeId));

    /// <summary>Whether all but the name and what lies within agrees; for two entries of one type.</summary>
    internal bool HasSameMetadata(TreeEntry other) =>
        Mode == other.Mode && UserId == other.UserId && GroupId == other.GroupId && ModifiedTime == other.ModifiedTime
        && HardLinkGroup == other.HardLinkGroup && Holes.SequenceEqual(other.Holes)
        && ExtendedAttributes.SequenceEqual(other.ExtendedAttributes);

    private bool HasSameData(TreeEntry other) =>
        Type == other.Type && Length == other.Length && Content == other.Content && LinkTarget.Span.SequenceEqual(other.LinkTarget.Span)
        && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor
        && TreeId == other.TreeId && _contentOnlyId == other._contentOnlyId && Totals == other.Totals;
}
