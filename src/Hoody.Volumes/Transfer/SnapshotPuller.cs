using Hoody.ChunkStore;
using Hoody.Volumes.Snapshots;

namespace Hoody.Volumes.Transfer;

/// <summary>Brings snapshots, and all they consist of, from one store to another in the same process.</summary>
internal sealed class SnapshotPuller(BlobStore source, BlobStore target)
{
    public async Task<TransferResult> PullAsync(
        IReadOnlyCollection<BlobId> snapshots, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        // All are read before anything is written: a snapshot that the source lacks stops the transfer at once.
        List<(BlobId Id, SnapshotRecord Record)> records = [];
        foreach (BlobId id in snapshots.Distinct())
        {
            records.Add((id, await SnapshotReader.ReadAsync(source, id, cancellationToken).ConfigureAwait(false)));
        }

        // What the target is asked about counts as held: it must stay until the end, though nothing may have to be written.
        StorePin pin = await target.PinAsync(cancellationToken).ConfigureAwait(false);
        await using (pin.ConfigureAwait(false))
        {
            return await PullAsync(records, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TransferResult> PullAsync(
        List<(BlobId Id, SnapshotRecord Record)> records, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        BlobWriter writer = target.BeginWrite();
        await using (writer.ConfigureAwait(false))
        {
            BlobCopier copier = new(source, target, writer, progress);
            ClosureWalker walker = new(source, target, copier);
            foreach ((BlobId id, SnapshotRecord record) in records)
            {
                await walker.WalkAsync(record.Root, cancellationToken).ConfigureAwait(false);
                await copier.EnsureAsync(new PendingBlob(BlobKind.Snapshot, id, 0), cancellationToken).ConfigureAwait(false);
            }

            return await copier.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
