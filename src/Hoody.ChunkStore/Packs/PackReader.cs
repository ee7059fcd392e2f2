using System.Buffers;
using System.IO.Hashing;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Packs;

/// <summary>Reads directories and blobs out of packs; returns nothing it has not verified.</summary>
internal static class PackReader
{
    // One read brings the footer and, for a pack of usual chunks, the whole directory: 500 entries take 22 KiB.
    private const int TailLength = 64 << 10;

    /// <exception cref="CorruptDataException">Not a pack, or one that is damaged.</exception>
    /// <exception cref="UnsupportedFormatException">A pack of a later version.</exception>
    internal static async ValueTask<PackDirectory> ReadDirectoryAsync(
        IStorageBackend backend, StoredObject pack, CancellationToken cancellationToken)
    {
        string what = $"Pack '{pack.Name}'";
        if (!PackName.TryParse(pack.Name, out Blake3Digest id))
        {
            throw new CorruptDataException(what, "its name is not the name of a pack");
        }

        if (pack.LengthBytes is < PackFooter.Size or > PackFooter.MaxPackLength)
        {
            throw new CorruptDataException(what, $"it has {pack.LengthBytes} bytes, and no pack has");
        }

        int length = (int)Math.Min(pack.LengthBytes, TailLength);
        byte[] tail = await ReadTailAsync(backend, pack, length, what, cancellationToken).ConfigureAwait(false);
        PackFooter footer = PackFooter.Read(tail.AsSpan(tail.Length - PackFooter.Size), pack.LengthBytes, what);
        if (footer.DirectoryHash != id)
        {
            throw new CorruptDataException(what, $"its content is that of pack {footer.DirectoryHash}");
        }

        int directoryLength = PackDirectory.LengthOf(footer.Count);
        if (directoryLength + PackFooter.Size > tail.Length)
        {
            length = directoryLength + PackFooter.Size;
            tail = await ReadTailAsync(backend, pack, length, what, cancellationToken).ConfigureAwait(false);
        }

        return PackDirectory.Decode(tail.AsSpan(tail.Length - PackFooter.Size - directoryLength, directoryLength), footer, what);
    }

    /// <summary>The blob, verified against its id. The caller disposes it.</summary>
    /// <exception cref="CorruptDataException">The record is damaged, gone, or of another kind.</exception>
    internal static async ValueTask<IMemoryOwner<byte>> ReadBlobAsync(
        IStorageBackend backend, Blake3Digest packId, PackEntryLocation location, BlobId id, BlobKind kind, CancellationToken cancellationToken)
    {
        string name = PackName.Of(packId);
        string what = $"Blob {id} in pack '{name}' at {location.Offset}";
        PooledRecord record = new(location.StoredLength);
        try
        {
            int count = await backend.ReadAsync(name, location.Offset, record.Whole, cancellationToken).ConfigureAwait(false);
            Verify(record, count, location, id, kind, what);
            return record;
        }
        catch (ObjectNotFoundException exception)
        {
            record.Dispose();
            throw new CorruptDataException(what, "the pack is gone", exception);
        }
        catch
        {
            record.Dispose();
            throw;
        }
    }

    private static void Verify(PooledRecord record, int count, PackEntryLocation location, BlobId id, BlobKind kind, string what)
    {
        if (count != record.Whole.Length)
        {
            throw new CorruptDataException(what, $"the pack ends after {count} of {record.Whole.Length} bytes");
        }

        PackRecordHeader header = PackRecordHeader.Read(record.Whole.Span, what);
        if (header.Entry.Id != id || header.Entry.StoredLength != location.StoredLength
            || header.Entry.RawLength != location.StoredLength || header.Entry.Codec != PackEntry.CodecNone)
        {
            throw new CorruptDataException(what, "the record header differs from the pack's directory");
        }

        if (header.Entry.Kind != kind)
        {
            throw new CorruptDataException(what, $"it is a blob of kind {header.Entry.Kind}, not {kind}");
        }

        // Both: the CRC tells a damaged payload from one that never had this id.
        ReadOnlySpan<byte> payload = record.Memory.Span;
        if (Crc32.HashToUInt32(payload) != header.Crc)
        {
            throw new CorruptDataException(what, "the CRC-32 of its bytes does not match");
        }

        BlobId actual = BlobId.Compute(kind, payload);
        if (actual != id)
        {
            throw new CorruptDataException(what, $"its bytes hash to {actual}");
        }
    }

    private static async ValueTask<byte[]> ReadTailAsync(
        IStorageBackend backend, StoredObject pack, int length, string what, CancellationToken cancellationToken)
    {
        byte[] tail = new byte[length];
        int count = await backend.ReadAsync(pack.Name, pack.LengthBytes - length, tail, cancellationToken).ConfigureAwait(false);
        return count == length ? tail : throw new CorruptDataException(what, $"it ended before its {pack.LengthBytes} bytes");
    }
}
