using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>A node above the nodes of a split directory as one blob, and back.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     3  "HTI"
///      3     1  version, 1
///      4     1  level, 1 to 5: the children of level 1 are tree nodes, of a higher one indexes of the level below
///      5        varint count of children, 1 to 128; each:
///                 32 id, 32 content-only id, u8 length and last name, varint entries,
///                 varint files, directories, other entries, length
/// </code>
/// Specification: FORMAT.md, "Tree index".
/// </remarks>
internal static class TreeIndex
{
    public const byte Version = 1;

    private const string What = "tree index";
    private const int MinChildBytes = (2 * BlobId.LengthBytes) + 7;

    private static ReadOnlySpan<byte> Magic => "HTI"u8;

    /// <summary>Whether a blob of kind <see cref="BlobKind.Tree"/> is an index; otherwise it is a tree node, or nothing.</summary>
    public static bool IsIndex(ReadOnlySpan<byte> blob) => blob.StartsWith(Magic);

    public static void Encode(int level, IReadOnlyList<DirectoryChild> children, IBufferWriter<byte> output)
    {
        FieldWriter writer = new(output);
        writer.WriteMagic(Magic, Version);
        writer.WriteByte((byte)level);
        writer.WriteNumber(children.Count);
        for (int i = 0; i < children.Count; i++)
        {
            DirectoryChild child = children[i];
            writer.WriteId(child.Id);
            writer.WriteId(child.ContentOnlyId);
            EntryCodec.WriteName(ref writer, child.LastName);
            writer.WriteNumber(child.EntryCount);
            EntryCodec.WriteTotals(ref writer, child.Totals);
        }

        writer.Flush();
    }

    /// <summary>Reads an index. Whether its children are what it says is for <see cref="DirectoryNode"/> to find out.</summary>
    /// <exception cref="CorruptDataException">The bytes are anything but an index as <see cref="Encode"/> writes it.</exception>
    /// <exception cref="UnsupportedFormatException">The index is of a later version.</exception>
    public static IReadOnlyList<DirectoryChild> Decode(ReadOnlySpan<byte> index, out int level)
    {
        FieldReader reader = new(index, What);
        reader.ReadMagic(Magic, Version);
        level = reader.ReadLevel();
        var children = new DirectoryChild[reader.ReadCount("count of children", NodeSplit.MaxItems, MinChildBytes)];
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = ReadChild(ref reader);
            if (i > 0 && children[i - 1].LastName >= children[i].LastName)
            {
                throw reader.Fail($"the child up to \"{children[i].LastName}\" is out of order, or there twice");
            }
        }

        reader.ExpectEnd();
        return children.Length > 0 ? children : throw reader.Fail("it has no children");
    }

    private static DirectoryChild ReadChild(ref FieldReader reader)
    {
        BlobId id = reader.ReadId();
        BlobId contentOnlyId = reader.ReadId();
        EntryName lastName = EntryCodec.ReadName(ref reader, isRoot: false);
        int count = (int)reader.ReadNumber("count of entries", TreeLimits.MaxEntriesPerDirectory);
        TreeTotals totals = EntryCodec.ReadTotals(ref reader);
        return count >= 1 && count <= totals.Entries
            ? new DirectoryChild(id, contentOnlyId, lastName, count, totals)
            : throw reader.Fail($"the child up to \"{lastName}\" is said to have {count} of {totals.Entries} entries");
    }
}
