using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>The chunks of one file, or of a part of a split one, in order, as one blob, and back.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     3  "HCL"
///      3     1  version, 1
///      4        varint count of chunks, 1 to 128; each: 32 id, varint length
/// </code>
/// A file of one chunk has no list: its entry names the chunk. Only the last list of a split file can have a single one. Specification: FORMAT.md, "Chunk list".
/// </remarks>
internal static class ChunkList
{
    public const byte Version = 1;

    private const string What = "chunk list";
    private const int MinChunkBytes = BlobId.LengthBytes + 1;

    private static ReadOnlySpan<byte> Magic => "HCL"u8;

    /// <exception cref="ArgumentException">No chunks, too many, or one without bytes.</exception>
    public static void Encode(IReadOnlyList<ChunkSpan> chunks, IBufferWriter<byte> output)
    {
        if (chunks.Count is < 1 or > NodeSplit.MaxItems)
        {
            throw new ArgumentException(
                $"A list has 1 to {NodeSplit.MaxItems} chunks, not {chunks.Count}.", nameof(chunks));
        }

        FieldWriter writer = new(output);
        writer.WriteMagic(Magic, Version);
        writer.WriteNumber(chunks.Count);
        for (int i = 0; i < chunks.Count; i++)
        {
            if (chunks[i].LengthBytes < 1)
            {
                throw new ArgumentException($"Chunk {i} has no bytes.", nameof(chunks));
            }

            writer.WriteId(chunks[i].Id);
            writer.WriteNumber(chunks[i].LengthBytes);
        }

        writer.Flush();
    }

    /// <summary>Reads a list. Whether it is the one that an entry or index means is for <see cref="ChunkListNode"/> to find out.</summary>
    /// <exception cref="CorruptDataException">The bytes are anything but a list as <see cref="Encode"/> writes it.</exception>
    /// <exception cref="UnsupportedFormatException">The list is of a later version.</exception>
    public static IReadOnlyList<ChunkSpan> Decode(ReadOnlySpan<byte> list)
    {
        FieldReader reader = new(list, What);
        reader.ReadMagic(Magic, Version);
        var chunks = new ChunkSpan[reader.ReadCount("count of chunks", NodeSplit.MaxItems, MinChunkBytes)];
        for (int i = 0; i < chunks.Length; i++)
        {
            BlobId id = reader.ReadId();
            int length = (int)reader.ReadNumber("length of a chunk", BlobStore.MaxBlobLengthBytes);
            chunks[i] = length > 0 ? new ChunkSpan(id, length) : throw reader.Fail("a chunk has no bytes");
        }

        reader.ExpectEnd();
        return chunks.Length > 0 ? chunks : throw reader.Fail("it has no chunks");
    }
}
