using System.Buffers.Binary;

namespace Hoody.ChunkStore.Packs;

/// <summary>What stands before each blob in a pack.</summary>
/// <remarks>
/// Little-endian.
/// <code>
/// offset  size  field
///      0     4  magic          "HBR1"
///      4     1  kind           BlobKind
///      5     1  codec          BlobCodec
///      6     2  zero
///      8     4  rawLength      bytes of the blob
///     12     4  storedLength   bytes of the payload that follows
///     16     4  crc            CRC-32 of the payload
///     20    32  id             BlobId
/// </code>
/// Specification: FORMAT.md, "Record".
/// </remarks>
internal readonly record struct PackRecordHeader(PackEntry Entry, uint Crc)
{
    internal const int Size = 52;

    private const int IdOffset = 20;

    internal static ReadOnlySpan<byte> Magic => "HBR1"u8;

    internal void Write(Span<byte> destination)
    {
        Magic.CopyTo(destination);
        destination[4] = (byte)Entry.Kind;
        destination[5] = (byte)Entry.Codec;
        destination[6..8].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], Entry.RawLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], Entry.StoredLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], Crc);
        Entry.Id.CopyTo(destination[IdOffset..]);
    }

    /// <exception cref="CorruptDataException">Not a record header, or a field is outside its bounds.</exception>
    internal static PackRecordHeader Read(ReadOnlySpan<byte> source, RecordName what)
    {
        if (!source[..4].SequenceEqual(Magic) || source[6] != 0 || source[7] != 0)
        {
            throw new CorruptDataException(what.ToString(), "the record header's magic is missing");
        }

        PackEntry entry = new(
            new BlobId(source.Slice(IdOffset, BlobId.LengthBytes)),
            (BlobKind)source[4],
            (BlobCodec)source[5],
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]));
        entry.RequirePossible(what);
        return new PackRecordHeader(entry, BinaryPrimitives.ReadUInt32LittleEndian(source[16..]));
    }
}
