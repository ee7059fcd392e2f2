using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Snapshots;

/// <summary>Stores a snapshot record.</summary>
internal static class SnapshotWriter
{
    /// <exception cref="ArgumentException">The record is outside the limits of its format.</exception>
    /// <exception cref="BlobNotFoundException">The root's tree is not in the store.</exception>
    /// <exception cref="CorruptDataException">The root's tree contradicts the root entry.</exception>
    public static async Task<BlobId> PutAsync(BlobStore blobs, SnapshotRecord snapshot, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> record = new();
        SnapshotCodec.Encode(snapshot, record);
        await TreeReader.ReadNodeAsync(blobs, DirectoryClaim.OfTop(snapshot.Root), TreePath.Root, cancellationToken).ConfigureAwait(false);

        BlobWriter writer = blobs.BeginWrite();
        await using (writer.ConfigureAwait(false))
        {
            BlobId id = await writer.PutAsync(BlobKind.Snapshot, record.WrittenMemory, cancellationToken).ConfigureAwait(false);
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            return id;
        }
    }
}
