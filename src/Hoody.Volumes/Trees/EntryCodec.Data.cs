using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <content>The fields that depend on the type.</content>
internal static partial class EntryCodec
{
    private const int MinHoleBytes = 2;

    private static void WriteData(ref FieldWriter writer, TreeEntry entry)
    {
        switch (entry.Type)
        {
            case EntryType.File:
                WriteFile(ref writer, entry);
                break;
            case EntryType.Directory:
                WriteDirectory(ref writer, entry);
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

    private static Data ReadData(ref FieldReader reader, EntryType type, bool hasHoles)
    {
        switch (type)
        {
            case EntryType.File:
                return ReadFile(ref reader, hasHoles);
            case EntryType.Directory:
                return new Data { TreeId = reader.ReadId(), ContentOnlyId = reader.ReadId(), Totals = ReadTotals(ref reader) };
            case EntryType.SymbolicLink:
                int length = reader.ReadCount("length of a target", TreeLimits.MaxLinkTargetBytes, minItemBytes: 1);
                return new Data { LinkTarget = reader.ReadBytes(length).ToArray() };
            case EntryType.CharacterDevice or EntryType.BlockDevice:
                return new Data
                {
                    DeviceMajor = (uint)reader.ReadNumber("major number", uint.MaxValue),
                    DeviceMinor = (uint)reader.ReadNumber("minor number", uint.MaxValue),
                };
            default:
                return default;
        }
    }

    private static void WriteFile(ref FieldWriter writer, TreeEntry entry)
    {
        writer.WriteNumber(entry.Length);
        WriteContent(ref writer, entry.Content);
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

    private static Data ReadFile(ref FieldReader reader, bool hasHoles)
    {
        long length = reader.ReadNumber("length of a file");
        return new Data
        {
            Length = length,
            Content = ReadContent(ref reader),
            Holes = hasHoles ? ReadHoles(ref reader, length) : null,
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

    private static void WriteDirectory(ref FieldWriter writer, TreeEntry entry)
    {
        writer.WriteId(entry.TreeId);
        writer.WriteId(entry.ContentOnlyId);
        WriteTotals(ref writer, entry.Totals);
    }

    internal static void WriteContent(ref FieldWriter writer, FileContent content)
    {
        writer.WriteByte((byte)content.Kind);
        if (content.Kind != FileContentKind.Empty)
        {
            writer.WriteId(content.Id);
        }
    }

    internal static FileContent ReadContent(ref FieldReader reader)
    {
        var kind = (FileContentKind)reader.ReadByte();
        return kind == FileContentKind.Empty ? FileContent.Empty : new FileContent(kind, reader.ReadId());
    }

    internal static void WriteTotals(ref FieldWriter writer, TreeTotals totals)
    {
        writer.WriteNumber(totals.Files);
        writer.WriteNumber(totals.Directories);
        writer.WriteNumber(totals.OtherEntries);
        writer.WriteNumber(totals.LengthBytes);
    }

    internal static TreeTotals ReadTotals(ref FieldReader reader) => new(
        reader.ReadNumber("count of files", TreeLimits.MaxEntriesPerTree),
        reader.ReadNumber("count of directories", TreeLimits.MaxEntriesPerTree),
        reader.ReadNumber("count of other entries", TreeLimits.MaxEntriesPerTree),
        reader.ReadNumber("total length"));

    /// <summary>What an entry of one type has and others lack.</summary>
    private struct Data
    {
        public long Length;
        public FileContent Content;
        public Hole[]? Holes;
        public BlobId TreeId;
        public BlobId ContentOnlyId;
        public TreeTotals Totals;
        public ReadOnlyMemory<byte> LinkTarget;
        public uint DeviceMajor;
        public uint DeviceMinor;
    }
}
