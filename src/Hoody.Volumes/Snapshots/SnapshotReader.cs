using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Snapshots;

/// <summary>Reads a snapshot record from a store.</summary>
internal static class SnapshotReader
{
    /// <exception cref="BlobNotFoundException">The store lacks it.</exception>
    /// <exception cref="CorruptDataException">It is damaged, or not a snapshot record.</exception>
    public static async ValueTask<SnapshotRecord> ReadAsync(BlobStore blobs, BlobId id, CancellationToken cancellationToken)
    {
        using IMemoryOwner<byte> blob = await blobs.GetAsync(id, BlobKind.Snapshot, cancellationToken).ConfigureAwait(false);
        try
        {
            return SnapshotCodec.Decode(blob.Memory.Span);
        }
        catch (CorruptDataException exception)
        {
            throw new CorruptDataException($"snapshot {id}", exception.Detail, exception);
        }
    }
}
