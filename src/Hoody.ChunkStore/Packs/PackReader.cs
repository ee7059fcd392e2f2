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

    /// <summary>The directory, or else what is wrong with it: wrong twice, or it may have been the way from the disk to here.</summary>
    /// <remarks>Without a length, the backend is asked for it.</remarks>
    /// <exception cref="ObjectNotFoundException">The pack is gone.</exception>
    /// <exception cref="BackendException">A failure that may pass, or the system does not let this user read the pack.</exception>
    internal static async ValueTask<(PackDirectory? Directory, ChunkStoreException? Failure)> TryReadDirectoryAsync(
        IStorageBackend backend, string name, long? lengthBytes, CancellationToken cancellationToken)
    {
        ChunkStoreException? failure = null;
        for (int attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                long length = lengthBytes
                    ?? await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(name);
                return (await ReadDirectoryAsync(backend, new StoredObject(name, length), cancellationToken).ConfigureAwait(false), null);
            }
            catch (ChunkStoreException exception) when (exception is not (ObjectNotFoundException or BackendException { IsOfDevice: false }))
            {
                failure = exception;
            }
        }

        return (null, failure);
    }

    /// <summary>The blob, verified against its id. The caller disposes it.</summary>
    /// <exception cref="ObjectNotFoundException">The pack is gone.</exception>
    /// <exception cref="CorruptDataException">The record is damaged, or of another kind.</exception>
    internal static async ValueTask<PooledBytes> ReadBlobAsync(
        IStorageBackend backend, Blake3Digest packId, PackEntryLocation location, BlobId id, BlobKind kind, CancellationToken cancellationToken)
    {
        string name = PackName.Of(packId);
        using PooledBytes record = new(location.RecordLength);
        int count = await backend.ReadAsync(name, location.Offset, record.Memory, cancellationToken).ConfigureAwait(false);
        return PackRecord.Decode(record.Memory.Span[..count], location, id, kind, PackRecord.Describe(id, name, location));
    }

    /// <summary>What the blob is, as its record says.</summary>
    /// <exception cref="ObjectNotFoundException">The pack is gone.</exception>
    /// <exception cref="CorruptDataException">The record is damaged, or another one.</exception>
    internal static async ValueTask<BlobKind> ReadKindAsync(
        IStorageBackend backend, Blake3Digest packId, PackEntryLocation location, BlobId id, CancellationToken cancellationToken)
    {
        string name = PackName.Of(packId);
        RecordName what = PackRecord.Describe(id, name, location);
        byte[] header = new byte[PackRecordHeader.Size];
        int count = await backend.ReadAsync(name, location.Offset, header, cancellationToken).ConfigureAwait(false);
        if (count < header.Length)
        {
            throw new CorruptDataException(what.ToString(), $"the pack ends after {count} of {location.RecordLength} bytes");
        }

        PackEntry found = PackRecordHeader.Read(header, what).Entry;
        return found.Id == id ? found.Kind : throw new CorruptDataException(what.ToString(), $"the record is that of blob {found.Id}");
    }

    /// <summary>The record as it is stored, once its blob was verified. The caller disposes it.</summary>
    /// <exception cref="ObjectNotFoundException">The pack is gone.</exception>
    /// <exception cref="CorruptDataException">The record is damaged, or another one.</exception>
    internal static async ValueTask<PooledBytes> ReadRecordAsync(
        IStorageBackend backend, Blake3Digest packId, PackEntryLocation location, PackEntry entry, CancellationToken cancellationToken)
    {
        string name = PackName.Of(packId);
        PooledBytes record = new(location.RecordLength);
        try
        {
            int count = await backend.ReadAsync(name, location.Offset, record.Memory, cancellationToken).ConfigureAwait(false);
            RecordName what = PackRecord.Describe(entry.Id, name, location);
            PackRecord.Decode(record.Memory.Span[..count], location, entry.Id, entry.Kind, what).Dispose();
            return record;
        }
        catch
        {
            record.Dispose();
            throw;
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
