using System.Buffers.Binary;

namespace Hoody.ChunkStore.Packs;

/// <summary>One line of a pack's directory: a blob, and how it is stored.</summary>
/// <remarks>
/// Little-endian. Records stand one after another from the start of the pack, so their offsets follow from their lengths.
/// <code>
/// offset  size  field
///      0    32  id             BlobId
///     32     1  kind           BlobKind
///     33     1  codec          0 = stored as it is
///     34     2  zero
///     36     4  rawLength      bytes of the blob
///     40     4  storedLength   bytes of the payload
/// </code>
/// Specification: FORMAT.md, "Directory".
/// </remarks>
internal readonly record struct PackEntry(BlobId Id, BlobKind Kind, byte Codec, int RawLength, int StoredLength)
{
    internal const int Size = 44;

    internal const byte CodecNone = 0;

    /// <summary>The bytes of the whole record, header and payload.</summary>
    internal int RecordLength => PackRecordHeader.Size + StoredLength;

    internal void Write(Span<byte> destination)
    {
        Id.CopyTo(destination);
        destination[32] = (byte)Kind;
        destination[33] = Codec;
        destination[34..36].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(destination[36..], RawLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[40..], StoredLength);
    }

    /// <exception cref="CorruptDataException">A field is outside its bounds.</exception>
    /// <exception cref="UnsupportedFormatException">The codec is not known.</exception>
    internal static PackEntry Read(ReadOnlySpan<byte> source, string what)
    {
        PackEntry entry = new(
            new BlobId(source[..BlobId.LengthBytes]),
            (BlobKind)source[32],
            source[33],
            BinaryPrimitives.ReadInt32LittleEndian(source[36..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[40..]));
        if (entry.Codec != CodecNone)
        {
            throw new UnsupportedFormatException(what, $"codec {entry.Codec}", $"codec {CodecNone}");
        }

        bool isInBounds = entry.Kind is >= BlobKind.Chunk and <= BlobKind.Snapshot
            && source[34] == 0 && source[35] == 0
            && entry.RawLength is >= 0 and <= BlobStore.MaxBlobLengthBytes
            && entry.StoredLength == entry.RawLength;
        return isInBounds ? entry : throw new CorruptDataException(what, $"directory entry of blob {entry.Id} is out of bounds");
    }
}
