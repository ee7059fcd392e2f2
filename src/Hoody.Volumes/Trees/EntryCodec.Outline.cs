using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <content>Entries that are passed over and not made.</content>
internal static partial class EntryCodec
{
    // After the type and the parts.
    private const int NameOffset = 2;

    /// <summary>The name in the bytes of an entry that <see cref="ReadOutline"/> has passed over.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> entry) => entry.Slice(NameOffset + 1, entry[NameOffset]);

    /// <summary>Passes over an entry. Finds out where it ends, and refuses numbers in another than their one form, but not all that <see cref="Read"/> refuses.</summary>
    /// <exception cref="CorruptDataException">The bytes are not an entry.</exception>
    public static EntryOutline ReadOutline(ref FieldReader reader)
    {
        var type = (EntryType)reader.ReadByte();
        var parts = (Parts)reader.ReadByte();
        if (type is < EntryType.File or > EntryType.BlockDevice || (parts & ~Parts.All) != 0)
        {
            throw reader.Fail($"the type {(byte)type} or the parts {(byte)parts:x2} of an entry are unknown");
        }

        reader.ReadBytes(reader.ReadByte()); // the name
        reader.ReadNumber("mode", TreeLimits.MaxMode);
        reader.ReadNumber("user id", uint.MaxValue);
        reader.ReadNumber("group id", uint.MaxValue);
        reader.ReadTime();
        if ((parts & Parts.Attributes) != 0)
        {
            PassAttributes(ref reader);
        }

        if ((parts & Parts.HardLinkGroup) != 0)
        {
            reader.ReadVarint();
        }

        return ReadDataOutline(ref reader, type, (parts & Parts.Holes) != 0);
    }

    private static void PassAttributes(ref FieldReader reader)
    {
        int count = reader.ReadCount("count of attributes", TreeLimits.MaxExtendedAttributes, MinAttributeBytes);
        for (int i = 0; i < count; i++)
        {
            reader.ReadBytes(reader.ReadByte());
            reader.ReadBytes(reader.ReadCount("length of an attribute", TreeLimits.MaxAttributeValueBytes, minItemBytes: 1));
        }
    }

    private static EntryOutline ReadDataOutline(ref FieldReader reader, EntryType type, bool hasHoles)
    {
        switch (type)
        {
            case EntryType.File:
                return ReadFileOutline(ref reader, hasHoles);
            case EntryType.Directory:
                reader.ReadBytes(BlobId.LengthBytes);
                BlobId contentOnlyId = reader.ReadId();
                return new EntryOutline(type, 0, ReadTotals(ref reader), contentOnlyId);
            case EntryType.SymbolicLink:
                int length = reader.ReadCount("length of a target", TreeLimits.MaxLinkTargetBytes, minItemBytes: 1);
                return new EntryOutline(type, 0, default, ContentOnly.OfLeaf(type, reader.ReadBytes(length)));
            case EntryType.CharacterDevice or EntryType.BlockDevice:
                uint major = (uint)reader.ReadNumber("major number", uint.MaxValue);
                uint minor = (uint)reader.ReadNumber("minor number", uint.MaxValue);
                return new EntryOutline(type, 0, default, ContentOnly.OfDevice(type, major, minor));
            default:
                return new EntryOutline(type, 0, default, ContentOnly.OfLeaf(type, []));
        }
    }

    private static EntryOutline ReadFileOutline(ref FieldReader reader, bool hasHoles)
    {
        long length = reader.ReadNumber("length of a file");
        FileContent content = ReadContent(ref reader);
        int holes = hasHoles ? reader.ReadCount("count of holes", TreeLimits.MaxHolesPerFile, MinHoleBytes) : 0;
        for (int i = 0; i < holes; i++)
        {
            reader.ReadNumber("gap before a hole", length);
            reader.ReadNumber("length of a hole", length);
        }

        return new EntryOutline(EntryType.File, length, default, ContentOnly.OfFile(content));
    }
}
