using System.Buffers.Binary;
using Hoody.ChunkStore.Codecs;

namespace Hoody.ChunkStore.Packs;

/// <summary>One line of a pack's directory: a blob, and how it is stored.</summary>
/// <remarks>
/// Little-endian. Records stand one after another from the start of the pack, so their offsets follow from their lengths.
/// <code>
/// offset  size  field
///      0    32  id             BlobId
///     32     1  kind           BlobKind
///     33     1  codec          BlobCodec
///     34     2  zero
///     36     4  rawLength      bytes of the blob
///     40     4  storedLength   bytes of the payload
/// </code>
/// Specification: FORMAT.md, "Directory".
/// </remarks>
internal readonly record struct PackEntry(BlobId Id, BlobKind Kind, BlobCodec Codec, int RawLength, int StoredLength)
{
    internal const int Size = 44;

    /// <summary>The bytes of the whole record, header and payload.</summary>
    internal int RecordLength => PackRecordHeader.Size + StoredLength;

    internal void Write(Span<byte> destination)
    {
        Id.CopyTo(destination);
        destination[32] = (byte)Kind;
        destination[33] = (byte)Codec;
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
            (BlobCodec)source[33],
            BinaryPrimitives.ReadInt32LittleEndian(source[36..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[40..]));
        if (source[34] != 0 || source[35] != 0)
        {
            throw new CorruptDataException(what, $"the directory entry of blob {entry.Id} has bytes that must be zero");
        }

        if (!PayloadCodec.IsKnown(entry.Codec))
        {
            throw new UnsupportedFormatException(what, $"codec {source[33]}", "codecs 0 to 2");
        }

        entry.RequirePossible(what);
        return entry;
    }

    /// <summary>Whoever passes allocates nothing that a hostile length asked for.</summary>
    /// <exception cref="CorruptDataException">A field is outside its bounds.</exception>
    internal void RequirePossible(RecordName what)
    {
        if (Kind is < BlobKind.Chunk or > BlobKind.Snapshot)
        {
            throw new CorruptDataException(what.ToString(), $"blob {Id} is of kind {(byte)Kind}, and no blob is");
        }

        if (!PayloadCodec.IsKnown(Codec) || !PayloadCodec.IsPossible(Codec, RawLength, StoredLength))
        {
            throw new CorruptDataException(what.ToString(), $"blob {Id} of {RawLength} bytes cannot be stored in {StoredLength} bytes with codec {Codec}");
        }
    }
}
