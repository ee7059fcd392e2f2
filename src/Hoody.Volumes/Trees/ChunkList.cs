using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>The chunks of one file, in order, as one blob, and back.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     3  "HCL"
///      3     1  version, 1
///      4        varint count of chunks, two or more; each: 32 id, varint length
/// </code>
/// A file of one chunk has no list: its entry names the chunk. Specification: FORMAT.md, "Chunk list".
/// </remarks>
internal static class ChunkList
{
    public const byte Version = 1;

    private const string What = "chunk list";
    private const int MinChunkBytes = BlobId.LengthBytes + 1;
    private const int MinCount = 2;

    private static ReadOnlySpan<byte> Magic => "HCL"u8;

    /// <exception cref="ArgumentException">Fewer than two chunks, too many, or one without bytes.</exception>
    public static void Encode(IReadOnlyList<ChunkSpan> chunks, IBufferWriter<byte> output)
    {
        if (chunks.Count is < MinCount or > TreeLimits.MaxChunksPerFile)
        {
            throw new ArgumentException(
                $"A list has {MinCount} to {TreeLimits.MaxChunksPerFile} chunks, not {chunks.Count}.", nameof(chunks));
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

    /// <param name="list">The blob.</param>
    /// <param name="fileLength">The length of the file, to which the chunks must add up; null when nobody said how long it is.</param>
    /// <exception cref="CorruptDataException">The bytes are anything but a list as <see cref="Encode"/> writes it, or for another file.</exception>
    /// <exception cref="UnsupportedFormatException">The list is of a later version.</exception>
    public static IReadOnlyList<ChunkSpan> Decode(ReadOnlySpan<byte> list, long? fileLength)
    {
        FieldReader reader = new(list, What);
        reader.ReadMagic(Magic, Version);
        var chunks = new ChunkSpan[reader.ReadCount("count of chunks", TreeLimits.MaxChunksPerFile, MinChunkBytes)];
        long rest = fileLength ?? long.MaxValue;
        for (int i = 0; i < chunks.Length; i++)
        {
            BlobId id = reader.ReadId();
            int length = (int)reader.ReadNumber("length of a chunk", Math.Min(rest, int.MaxValue));
            chunks[i] = length > 0 ? new ChunkSpan(id, length) : throw reader.Fail("a chunk has no bytes");
            rest -= length;
        }

        if (chunks.Length < MinCount || (fileLength is not null && rest != 0))
        {
            throw reader.Fail($"{chunks.Length} chunks lack {rest} of the file's {fileLength} bytes");
        }

        reader.ExpectEnd();
        return chunks;
    }
}
