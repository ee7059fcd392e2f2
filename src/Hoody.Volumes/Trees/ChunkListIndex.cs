using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>A node above the chunk lists of one file as one blob, and back.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     3  "HCI"
///      3     1  version, 1
///      4     1  level, 1 to 5: the children of level 1 are chunk lists, of a higher one indexes of the level below
///      5        varint count of children, 1 to 128; each: 32 id, varint bytes of the file, varint chunks
/// </code>
/// Specification: FORMAT.md, "Chunk list index".
/// </remarks>
internal static class ChunkListIndex
{
    public const byte Version = 1;

    private const string What = "chunk list index";
    private const int MinChildBytes = BlobId.LengthBytes + 2;

    private static ReadOnlySpan<byte> Magic => "HCI"u8;

    /// <summary>Whether a blob of kind <see cref="BlobKind.ChunkList"/> is an index; otherwise it is a chunk list, or nothing.</summary>
    public static bool IsIndex(ReadOnlySpan<byte> blob) => blob.StartsWith(Magic);

    public static void Encode(int level, IReadOnlyList<ChunkListChild> children, IBufferWriter<byte> output)
    {
        FieldWriter writer = new(output);
        writer.WriteMagic(Magic, Version);
        writer.WriteByte((byte)level);
        writer.WriteNumber(children.Count);
        for (int i = 0; i < children.Count; i++)
        {
            writer.WriteId(children[i].Id);
            writer.WriteNumber(children[i].LengthBytes);
            writer.WriteNumber(children[i].ChunkCount);
        }

        writer.Flush();
    }

    /// <summary>Reads an index. Whether its children are what it says is for <see cref="ChunkListNode"/> to find out.</summary>
    /// <exception cref="CorruptDataException">The bytes are anything but an index as <see cref="Encode"/> writes it.</exception>
    /// <exception cref="UnsupportedFormatException">The index is of a later version.</exception>
    public static IReadOnlyList<ChunkListChild> Decode(ReadOnlySpan<byte> index, out int level)
    {
        FieldReader reader = new(index, What);
        reader.ReadMagic(Magic, Version);
        level = reader.ReadLevel();
        var children = new ChunkListChild[reader.ReadCount("count of children", NodeSplit.MaxItems, MinChildBytes)];
        for (int i = 0; i < children.Length; i++)
        {
            BlobId id = reader.ReadId();
            long length = reader.ReadNumber("length of a child");
            int count = (int)reader.ReadNumber("count of chunks", TreeLimits.MaxChunksPerFile);

            // A chunk has at least one byte, so this keeps out the child without chunks and the one without bytes.
            children[i] = count >= 1 && count <= length
                ? new ChunkListChild(id, length, count)
                : throw reader.Fail($"a child is said to have {length} bytes in {count} chunks");
        }

        reader.ExpectEnd();
        return children.Length > 0 ? children : throw reader.Fail("it has no children");
    }
}
