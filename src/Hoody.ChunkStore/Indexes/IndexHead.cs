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
internal sealed record IndexHead(
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

    /// <summary>No head is longer: five million packs, about 160 TB in packs of 32 MiB.</summary>
    internal const int MaxLengthBytes = 256 << 20;

    private const int FixedSize = 40;
    private const int PackSize = 48;

    private static ReadOnlySpan<byte> Magic => "HIX1"u8;

    internal byte[] Encode()
    {
        byte[] bytes = new byte[LengthOf(Parts.Count, Packs.Count, Removed.Count)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Parts.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Packs.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Removed.Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), DuplicateEntries);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), DuplicatePlainBytes);
        Span<byte> rest = bytes.AsSpan(FixedSize);
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

    /// <exception cref="CorruptDataException">Not a head, or a damaged one.</exception>
    /// <exception cref="UnsupportedFormatException">The head of a later version.</exception>
    internal static IndexHead Decode(ReadOnlySpan<byte> bytes, string what)
    {
        (int partCount, int packCount, int removedCount) = CheckFrame(bytes, what);
        ReadOnlySpan<byte> rest = bytes[FixedSize..];
        Part[] parts = new Part[partCount];
        for (int i = 0; i < partCount; i++, rest = rest[Part.Size..])
        {
            parts[i] = ReadPart(rest, what);
        }

        PackTable.Line[] packs = new PackTable.Line[packCount];
        for (int i = 0; i < packCount; i++, rest = rest[PackSize..])
        {
            packs[i] = ReadPack(rest, what);
        }

        Blake3Digest[] removed = new Blake3Digest[removedCount];
        for (int i = 0; i < removedCount; i++, rest = rest[Blake3Digest.LengthBytes..])
        {
            removed[i] = new Blake3Digest(rest[..Blake3Digest.LengthBytes]);
        }

        return new IndexHead(
            parts,
            packs,
            removed,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
    }

    private static long LengthOf(long partCount, long packCount, long removedCount) =>
        FixedSize + (partCount * Part.Size) + (packCount * PackSize) + ((removedCount + 1) * Blake3Digest.LengthBytes);

    private static (int Parts, int Packs, int Removed) CheckFrame(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.Length < LengthOf(0, 0, 0) || !bytes[..3].SequenceEqual(Magic[..3]))
        {
            throw new CorruptDataException(what, "its magic is missing");
        }

        if (bytes[3] != Magic[3])
        {
            throw new UnsupportedFormatException(what, $"index version {(char)bytes[3]}", "index version 1");
        }

        int parts = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int packs = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        int removed = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        if (parts < 0 || packs is < 0 or > IndexPlace.MaxPack || removed < 0 || LengthOf(parts, packs, removed) != bytes.Length
            || new Blake3Digest(bytes[^Blake3Digest.LengthBytes..]) != Blake3Hasher.Hash(bytes[..^Blake3Digest.LengthBytes]))
        {
            throw new CorruptDataException(what, "its counts or its hash do not match its bytes");
        }

        return (parts, packs, removed);
    }

    private static void WritePart(Span<byte> destination, Part part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, part.EntryCount);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], part.BlockCount);
        BinaryPrimitives.WriteUInt128BigEndian(destination[8..], part.FirstKey);
        BinaryPrimitives.WriteUInt128BigEndian(destination[24..], part.LastKey);
        part.Hash.CopyTo(destination[40..]);
    }

    private static Part ReadPart(ReadOnlySpan<byte> source, string what)
    {
        Part part = new(
            BinaryPrimitives.ReadInt32LittleEndian(source),
            BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadUInt128BigEndian(source[8..]),
            BinaryPrimitives.ReadUInt128BigEndian(source[24..]),
            new Blake3Digest(source.Slice(40, Blake3Digest.LengthBytes)));
        return part.EntryCount > 0 && part.BlockCount > 0 && part.FirstKey <= part.LastKey
            ? part
            : throw new CorruptDataException(what, "a part is out of bounds");
    }

    private static void WritePack(Span<byte> destination, PackTable.Line pack)
    {
        pack.Id.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[32..], pack.LengthBytes);
        BinaryPrimitives.WriteInt32LittleEndian(destination[36..], pack.EntryCount);
        BinaryPrimitives.WriteInt64LittleEndian(destination[40..], pack.PlainBytes);
    }

    private static PackTable.Line ReadPack(ReadOnlySpan<byte> source, string what)
    {
        PackTable.Line pack = new(
            new Blake3Digest(source[..Blake3Digest.LengthBytes]),
            BinaryPrimitives.ReadInt32LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[36..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]));
        return pack.LengthBytes >= 0 && pack.EntryCount >= 0 && pack.PlainBytes >= 0
            ? pack
            : throw new CorruptDataException(what, $"the line of pack {pack.Id} is out of bounds");
    }
}
