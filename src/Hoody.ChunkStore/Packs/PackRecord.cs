using System.IO.Hashing;
using Hoody.ChunkStore.Codecs;

namespace Hoody.ChunkStore.Packs;

/// <summary>A record as it stands in a pack: header and payload. Nothing leaves it that was not verified.</summary>
internal static class PackRecord
{
    /// <summary>What messages call a record.</summary>
    internal static RecordName Describe(BlobId id, string pack, PackEntryLocation location) => new(id, pack, location.Offset);

    /// <summary>The blob's plain bytes at their exact length, verified against its id. The caller disposes them.</summary>
    /// <param name="record">What was read where the record should be; shorter when the pack ended.</param>
    /// <param name="location">Where that was.</param>
    /// <param name="id">The blob that should be there.</param>
    /// <param name="kind">The kind it should have.</param>
    /// <param name="what">For messages.</param>
    internal static PooledBytes Decode(ReadOnlySpan<byte> record, PackEntryLocation location, BlobId id, BlobKind kind, RecordName what)
    {
        PackRecordHeader header = ReadHeader(record, location, id, kind, what);
        PooledBytes plain = new(header.Entry.RawLength);
        try
        {
            DecodePayload(header, record[PackRecordHeader.Size..], plain.Memory.Span, what);
            RequireId(BlobId.Compute(kind, plain.Memory.Span), id, what);
            return plain;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    /// <summary>The header, when it is that of the blob: its lengths can be relied on.</summary>
    internal static PackRecordHeader ReadHeader(ReadOnlySpan<byte> record, PackEntryLocation location, BlobId id, BlobKind kind, RecordName what)
    {
        if (record.Length != location.RecordLength)
        {
            throw new CorruptDataException(what.ToString(), $"the pack ends after {record.Length} of {location.RecordLength} bytes");
        }

        PackRecordHeader header = PackRecordHeader.Read(record, what);
        if (header.Entry.Id != id || header.Entry.StoredLength != location.StoredLength)
        {
            throw new CorruptDataException(what.ToString(), "the record header differs from the pack's directory");
        }

        return header.Entry.Kind == kind
            ? header
            : throw new CorruptDataException(what.ToString(), $"it is a blob of kind {header.Entry.Kind}, not {kind}");
    }

    internal static void DecodePayload(PackRecordHeader header, ReadOnlySpan<byte> payload, Span<byte> plain, RecordName what)
    {
        // Beside the id: the CRC tells a damaged payload from one that never had this id, and keeps damage away from the decoder.
        RequireCrc(header, payload, what);
        if (!PayloadCodec.TryDecode(header.Entry.Codec, payload, plain))
        {
            throw new CorruptDataException(
                what.ToString(), $"its payload does not decode to {header.Entry.RawLength} bytes with codec {header.Entry.Codec}");
        }
    }

    internal static void RequireCrc(PackRecordHeader header, ReadOnlySpan<byte> payload, RecordName what)
    {
        if (Crc32.HashToUInt32(payload) != header.Crc)
        {
            throw new CorruptDataException(what.ToString(), "the CRC-32 of its bytes does not match");
        }
    }

    internal static void RequireId(BlobId actual, BlobId expected, RecordName what)
    {
        if (actual != expected)
        {
            throw new CorruptDataException(what.ToString(), $"its bytes hash to {actual}");
        }
    }
}
