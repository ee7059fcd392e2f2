using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Snapshots;

namespace Hoody.Volumes.Retention;

/// <summary>Reads the snapshots that refs point to, and asks the rules about them.</summary>
internal static class ExpiryPlanner
{
    public static async Task<ExpiryPlan> PlanAsync(BlobStore blobs, string prefix, RetentionRules rules, CancellationToken cancellationToken)
    {
        List<(RefValue Ref, DateTimeOffset CreatedTime)> found = [];
        await foreach (RefValue value in blobs.Refs.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            SnapshotRecord snapshot = await SnapshotReader.ReadAsync(blobs, value.Target, cancellationToken).ConfigureAwait(false);
            found.Add((value, snapshot.CreatedTime));
        }

        // Of one moment, the later name counts as the newer: names mostly count up, and any order will do that is always the same.
        (RefValue Ref, DateTimeOffset CreatedTime)[] newestFirst =
            [.. found.OrderByDescending(dated => dated.CreatedTime).ThenByDescending(dated => dated.Ref.Name, StringComparer.Ordinal)];
        RetentionReasons[] reasons = RetentionChoice.Choose(rules, [.. newestFirst.Select(dated => dated.CreatedTime)]);
        return new ExpiryPlan(blobs.Refs, [.. newestFirst.Select((dated, i) => new DatedRef(dated.Ref, dated.CreatedTime, reasons[i]))]);
    }
}
