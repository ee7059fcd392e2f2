using System.Buffers.Binary;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The head of a run: its parts, the packs whose blobs it lists, and packs that are removed. It is written last and read whole.</summary>
/// <remarks>
/// Little-endian.
/// <code>
/// offset  size  field
///      0     4  magic                "HIX1"
///      4     4  partCount
///      8     4  packCount
///     12     4  removedCount
///     16     8  duplicateEntries     entries of blobs that were known when they were added
///     24     8  duplicatePlainBytes  their length
///     32     8  zero
///     40        parts     72 each: entryCount 4, blockCount 4, firstKey 16, lastKey 16, hash 32
///               packs     48 each: id 32, length 4, entryCount 4, plainBytes 8; by id
///               removed   32 each: id; by id
///               hash      32: of all before it
/// </code>
/// Specification: FORMAT.md, "Index".
/// </remarks>
internal sealed partial record IndexHead(
    IReadOnlyList<IndexHead.Part> Parts,
    IReadOnlyList<PackTable.Line> Packs,
    IReadOnlyList<Blake3Digest> Removed,
    long DuplicateEntries,
    long DuplicatePlainBytes)
{
    internal readonly record struct Part(int EntryCount, int BlockCount, UInt128 FirstKey, UInt128 LastKey, Blake3Digest Hash)
    {
        internal const int Size = 72;

        internal long LengthBytes => IndexPart.LengthOf(EntryCount, BlockCount);
    }

    internal const int PackSize = 48;

    internal byte[] Encode()
    {
        IndexHeadFrame frame = new(Parts.Count, Packs.Count, Removed.Count, DuplicateEntries, DuplicatePlainBytes);
        byte[] bytes = new byte[frame.LengthBytes];
        frame.Write(bytes);
        Span<byte> rest = bytes.AsSpan(IndexHeadFrame.Size);
        foreach (Part part in Parts)
        {
            WritePart(rest, part);
            rest = rest[Part.Size..];
        }

        foreach (PackTable.Line pack in Packs)
        {
            WritePack(rest, pack);
            rest = rest[PackSize..];
        }

        foreach (Blake3Digest id in Removed)
        {
            id.CopyTo(rest);
            rest = rest[Blake3Digest.LengthBytes..];
        }

        Blake3Hasher.Hash(bytes.AsSpan(0, bytes.Length - Blake3Digest.LengthBytes)).CopyTo(rest);
        return bytes;
    }

    private static void WritePart(Span<byte> destination, Part part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, part.EntryCount);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], part.BlockCount);
        BinaryPrimitives.WriteUInt128BigEndian(destination[8..], part.FirstKey);
        BinaryPrimitives.WriteUInt128BigEndian(destination[24..], part.LastKey);
        part.Hash.CopyTo(destination[40..]);
    }

    private static void WritePack(Span<byte> destination, PackTable.Line pack)
    {
        pack.Id.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[32..], pack.LengthBytes);
        BinaryPrimitives.WriteInt32LittleEndian(destination[36..], pack.EntryCount);
        BinaryPrimitives.WriteInt64LittleEndian(destination[40..], pack.PlainBytes);
    }
}
