using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Snapshots;

namespace Hoody.Volumes.Syncing;

/// <summary>Reads the three snapshots of a sync and compares them.</summary>
internal static class SyncPlanner
{
    public static async Task<SyncPlan> PlanAsync(
        BlobStore blobs, BlobId source, string targetRef, BlobId? baseSnapshot, SyncOptions options, CancellationToken cancellationToken)
    {
        RefValue? target = await blobs.Refs.GetAsync(targetRef, cancellationToken).ConfigureAwait(false);
        if (target is not null)
        {
            // Refuses a name that is too long to be added to: no plan for it could be applied.
            await blobs.Refs.GetAsync(SyncPlan.NameOfPrevious(targetRef, target), cancellationToken).ConfigureAwait(false);
        }

        SnapshotRecord? targetSnapshot = await ReadAsync(blobs, target?.Target, cancellationToken).ConfigureAwait(false);
        SnapshotRecord? baseRecord = await ReadAsync(blobs, baseSnapshot, cancellationToken).ConfigureAwait(false);
        SnapshotRecord sourceRecord = await SnapshotReader.ReadAsync(blobs, source, cancellationToken).ConfigureAwait(false);

        // A target that does not exist has diverged from nothing.
        EntryTriple roots = new(targetSnapshot is null ? null : baseRecord?.Root, sourceRecord.Root, targetSnapshot?.Root);
        SyncTrees trees = new(roots, source, sourceRecord, targetRef, target, targetSnapshot);
        SyncSurvey survey = new(blobs, options);
        await survey.RunAsync(roots, cancellationToken).ConfigureAwait(false);
        return new SyncPlan(blobs, trees, survey, options);
    }

    private static async ValueTask<SnapshotRecord?> ReadAsync(BlobStore blobs, BlobId? id, CancellationToken cancellationToken) =>
        id is { } snapshot ? await SnapshotReader.ReadAsync(blobs, snapshot, cancellationToken).ConfigureAwait(false) : null;
}
