namespace Hoody.Volumes.Trees;

/// <summary>One entry as bytes.</summary>
/// <remarks>
/// <code>
/// type        u8       1 to 7
/// parts       u8       which optional parts follow: 1 attributes, 2 hard-link group, 4 holes (files only)
/// nameLength  u8, name
/// mode        varint
/// owner       varint, group varint
/// modified    signed varint seconds, varint nanoseconds
/// attributes  varint count; each: u8 length, name, varint length, value
/// group       varint
/// then by type
///   file      varint length, u8 content kind, 32 id unless empty; holes: varint count; each: varint gap, varint length
///   directory 32 tree id, 32 content-only id, varint files, directories, other entries, length
///   link      varint length, target
///   device    varint major, varint minor
/// </code>
/// Specification: FORMAT.md, "Entry".
/// </remarks>
internal static partial class EntryCodec
{
    /// <summary>A pipe with a name of one byte, everything else zero.</summary>
    public const int MinEntryBytes = 9;

    private const int MinAttributeBytes = 3;

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Attributes = 1,
        HardLinkGroup = 2,
        Holes = 4,
        All = Attributes | HardLinkGroup | Holes,
    }

    /// <exception cref="ArgumentException">The entry is not well formed.</exception>
    public static void Write(ref FieldWriter writer, TreeEntry entry, bool isRoot)
    {
        if (EntryRules.FindFault(entry, isRoot) is { } fault)
        {
            throw new ArgumentException($"The entry \"{entry.Name}\" cannot be stored: {fault}.", nameof(entry));
        }

        Parts parts = PartsOf(entry);
        writer.WriteByte((byte)entry.Type);
        writer.WriteByte((byte)parts);
        WriteName(ref writer, entry.Name);
        writer.WriteNumber(entry.Mode);
        writer.WriteNumber(entry.UserId);
        writer.WriteNumber(entry.GroupId);
        writer.WriteTime(entry.ModifiedTime);
        if (parts.HasFlag(Parts.Attributes))
        {
            WriteAttributes(ref writer, entry.ExtendedAttributes);
        }

        if (parts.HasFlag(Parts.HardLinkGroup))
        {
            writer.WriteVarint(entry.HardLinkGroup);
        }

        WriteData(ref writer, entry);
    }

    /// <exception cref="ChunkStore.CorruptDataException">The bytes are not an entry, or not the only form of it.</exception>
    public static TreeEntry Read(ref FieldReader reader, bool isRoot)
    {
        var type = (EntryType)reader.ReadByte();
        var parts = (Parts)reader.ReadByte();
        if ((parts & ~Parts.All) != 0)
        {
            throw reader.Fail($"the parts {(byte)parts:x2} of an entry are unknown");
        }

        TreeEntry entry = ReadFields(ref reader, type, parts, isRoot);
        return EntryRules.FindFault(entry, isRoot) is { } fault ? throw reader.Fail($"entry \"{entry.Name}\": {fault}")
            : PartsOf(entry) != parts ? throw reader.Fail($"entry \"{entry.Name}\": a part is announced and empty")
            : entry;
    }

    private static TreeEntry ReadFields(ref FieldReader reader, EntryType type, Parts parts, bool isRoot)
    {
        EntryName name = ReadName(ref reader, isRoot);
        int mode = (int)reader.ReadNumber("mode", TreeLimits.MaxMode);
        uint userId = (uint)reader.ReadNumber("user id", uint.MaxValue);
        uint groupId = (uint)reader.ReadNumber("group id", uint.MaxValue);
        UnixTime modifiedTime = reader.ReadTime();
        IReadOnlyList<ExtendedAttribute> attributes = parts.HasFlag(Parts.Attributes) ? ReadAttributes(ref reader) : [];
        ulong hardLinkGroup = parts.HasFlag(Parts.HardLinkGroup) ? reader.ReadVarint() : 0;
        Data data = ReadData(ref reader, type, parts.HasFlag(Parts.Holes));

        // Made once and whole: a copy by "with" for each step doubled what a node allocates.
        return new TreeEntry
        {
            Type = type,
            Name = name,
            Mode = mode,
            UserId = userId,
            GroupId = groupId,
            ModifiedTime = modifiedTime,
            ExtendedAttributes = attributes,
            HardLinkGroup = hardLinkGroup,
            Length = data.Length,
            Content = data.Content,
            Holes = data.Holes ?? [],
            TreeId = data.TreeId,
            ContentOnlyId = data.ContentOnlyId,
            Totals = data.Totals,
            LinkTarget = data.LinkTarget,
            DeviceMajor = data.DeviceMajor,
            DeviceMinor = data.DeviceMinor,
        };
    }

    private static Parts PartsOf(TreeEntry entry) =>
        (entry.ExtendedAttributes.Count > 0 ? Parts.Attributes : Parts.None)
        | (entry.HardLinkGroup != 0 ? Parts.HardLinkGroup : Parts.None)
        | (entry.Holes.Count > 0 ? Parts.Holes : Parts.None);

    internal static void WriteName(ref FieldWriter writer, EntryName name)
    {
        writer.WriteByte((byte)name.Bytes.Length);
        writer.WriteBytes(name.Bytes);
    }

    internal static EntryName ReadName(ref FieldReader reader, bool isRoot)
    {
        int length = reader.ReadByte();
        if (length == 0 && isRoot)
        {
            return EntryName.Root;
        }

        ReadOnlySpan<byte> bytes = reader.ReadBytes(length);
        return EntryName.TryCreate(bytes, out EntryName name)
            ? name
            : throw reader.Fail($"an entry's name {EntryName.FindFault(bytes)}");
    }

    private static void WriteAttributes(ref FieldWriter writer, IReadOnlyList<ExtendedAttribute> attributes)
    {
        writer.WriteNumber(attributes.Count);
        for (int i = 0; i < attributes.Count; i++)
        {
            writer.WriteByte((byte)attributes[i].Name.Length);
            writer.WriteBytes(attributes[i].Name.Span);
            writer.WriteNumber(attributes[i].Value.Length);
            writer.WriteBytes(attributes[i].Value.Span);
        }
    }

    private static ExtendedAttribute[] ReadAttributes(ref FieldReader reader)
    {
        var attributes = new ExtendedAttribute[reader.ReadCount("count of attributes", TreeLimits.MaxExtendedAttributes, MinAttributeBytes)];
        for (int i = 0; i < attributes.Length; i++)
        {
            byte[] name = reader.ReadBytes(reader.ReadByte()).ToArray();
            int length = reader.ReadCount("length of an attribute", TreeLimits.MaxAttributeValueBytes, minItemBytes: 1);
            attributes[i] = new ExtendedAttribute(name, reader.ReadBytes(length).ToArray());
        }

        return attributes;
    }
}
