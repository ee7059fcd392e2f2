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
internal static class EntryCodec
{
    /// <summary>A pipe with a name of one byte, everything else zero.</summary>
    public const int MinEntryBytes = 9;

    private const int MinAttributeBytes = 3;
    private const int MinHoleBytes = 2;

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
    public static void Write(FieldWriter writer, TreeEntry entry, bool isRoot)
    {
        if (EntryRules.FindFault(entry, isRoot) is { } fault)
        {
            throw new ArgumentException($"The entry \"{entry.Name}\" cannot be stored: {fault}.", nameof(entry));
        }

        Parts parts = PartsOf(entry);
        writer.WriteByte((byte)entry.Type);
        writer.WriteByte((byte)parts);
        writer.WriteByte((byte)entry.Name.Bytes.Length);
        writer.WriteBytes(entry.Name.Bytes);
        writer.WriteNumber(entry.Mode);
        writer.WriteNumber(entry.UserId);
        writer.WriteNumber(entry.GroupId);
        writer.WriteTime(entry.ModifiedTime);
        if (parts.HasFlag(Parts.Attributes))
        {
            WriteAttributes(writer, entry.ExtendedAttributes);
        }

        if (parts.HasFlag(Parts.HardLinkGroup))
        {
            writer.WriteVarint(entry.HardLinkGroup);
        }

        WriteData(writer, entry);
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

        TreeEntry entry = new()
        {
            Type = type,
            Name = ReadName(ref reader, isRoot),
            Mode = (int)reader.ReadNumber("mode", TreeLimits.MaxMode),
            UserId = (uint)reader.ReadNumber("user id", uint.MaxValue),
            GroupId = (uint)reader.ReadNumber("group id", uint.MaxValue),
            ModifiedTime = reader.ReadTime(),
            ExtendedAttributes = parts.HasFlag(Parts.Attributes) ? ReadAttributes(ref reader) : [],
            HardLinkGroup = parts.HasFlag(Parts.HardLinkGroup) ? reader.ReadVarint() : 0,
        };
        entry = ReadData(ref reader, entry, parts.HasFlag(Parts.Holes));
        return EntryRules.FindFault(entry, isRoot) is { } fault ? throw reader.Fail($"entry \"{entry.Name}\": {fault}")
            : PartsOf(entry) != parts ? throw reader.Fail($"entry \"{entry.Name}\": a part is announced and empty")
            : entry;
    }

    private static Parts PartsOf(TreeEntry entry) =>
        (entry.ExtendedAttributes.Count > 0 ? Parts.Attributes : Parts.None)
        | (entry.HardLinkGroup != 0 ? Parts.HardLinkGroup : Parts.None)
        | (entry.Holes.Count > 0 ? Parts.Holes : Parts.None);

    private static EntryName ReadName(ref FieldReader reader, bool isRoot)
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

    private static void WriteAttributes(FieldWriter writer, IReadOnlyList<ExtendedAttribute> attributes)
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

    private static void WriteData(FieldWriter writer, TreeEntry entry)
    {
        switch (entry.Type)
        {
            case EntryType.File:
                WriteFile(writer, entry);
                break;
            case EntryType.Directory:
                WriteDirectory(writer, entry);
                break;
            case EntryType.SymbolicLink:
                writer.WriteNumber(entry.LinkTarget.Length);
                writer.WriteBytes(entry.LinkTarget.Span);
                break;
            case EntryType.CharacterDevice or EntryType.BlockDevice:
                writer.WriteNumber(entry.DeviceMajor);
                writer.WriteNumber(entry.DeviceMinor);
                break;
        }
    }

    private static TreeEntry ReadData(ref FieldReader reader, TreeEntry entry, bool hasHoles)
    {
        switch (entry.Type)
        {
            case EntryType.File:
                return ReadFile(ref reader, entry, hasHoles);
            case EntryType.Directory:
                return entry with { TreeId = reader.ReadId(), ContentOnlyId = reader.ReadId(), Totals = ReadTotals(ref reader) };
            case EntryType.SymbolicLink:
                int length = reader.ReadCount("length of a target", TreeLimits.MaxLinkTargetBytes, minItemBytes: 1);
                return entry with { LinkTarget = reader.ReadBytes(length).ToArray() };
            case EntryType.CharacterDevice or EntryType.BlockDevice:
                return entry with
                {
                    DeviceMajor = (uint)reader.ReadNumber("major number", uint.MaxValue),
                    DeviceMinor = (uint)reader.ReadNumber("minor number", uint.MaxValue),
                };
            default:
                return entry;
        }
    }

    private static void WriteFile(FieldWriter writer, TreeEntry entry)
    {
        writer.WriteNumber(entry.Length);
        writer.WriteByte((byte)entry.Content.Kind);
        if (entry.Content.Kind != FileContentKind.Empty)
        {
            writer.WriteId(entry.Content.Id);
        }

        if (entry.Holes.Count == 0)
        {
            return;
        }

        writer.WriteNumber(entry.Holes.Count);
        long end = 0;
        for (int i = 0; i < entry.Holes.Count; i++)
        {
            (long offset, long length) = entry.Holes[i];
            writer.WriteNumber(offset - end);
            writer.WriteNumber(length);
            end = offset + length;
        }
    }

    private static TreeEntry ReadFile(ref FieldReader reader, TreeEntry entry, bool hasHoles)
    {
        long length = reader.ReadNumber("length of a file");
        var kind = (FileContentKind)reader.ReadByte();
        return entry with
        {
            Length = length,
            Content = kind == FileContentKind.Empty ? FileContent.Empty : new FileContent(kind, reader.ReadId()),
            Holes = hasHoles ? ReadHoles(ref reader, length) : [],
        };
    }

    private static Hole[] ReadHoles(ref FieldReader reader, long fileLength)
    {
        var holes = new Hole[reader.ReadCount("count of holes", TreeLimits.MaxHolesPerFile, MinHoleBytes)];
        long end = 0;
        for (int i = 0; i < holes.Length; i++)
        {
            // Each bound is what is left of the file, so the sums below stay within its length.
            long offset = end + reader.ReadNumber("gap before a hole", fileLength - end);
            long length = reader.ReadNumber("length of a hole", fileLength - offset);
            holes[i] = new Hole(offset, length);
            end = offset + length;
        }

        return holes;
    }

    private static void WriteDirectory(FieldWriter writer, TreeEntry entry)
    {
        writer.WriteId(entry.TreeId);
        writer.WriteId(entry.ContentOnlyId);
        writer.WriteNumber(entry.Totals.Files);
        writer.WriteNumber(entry.Totals.Directories);
        writer.WriteNumber(entry.Totals.OtherEntries);
        writer.WriteNumber(entry.Totals.LengthBytes);
    }

    private static TreeTotals ReadTotals(ref FieldReader reader) => new(
        reader.ReadNumber("count of files", TreeLimits.MaxEntriesPerTree),
        reader.ReadNumber("count of directories", TreeLimits.MaxEntriesPerTree),
        reader.ReadNumber("count of other entries", TreeLimits.MaxEntriesPerTree),
        reader.ReadNumber("total length"));
}
