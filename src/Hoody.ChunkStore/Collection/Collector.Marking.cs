using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Telemetry;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <content>Marks, for the plan and again after the drain.</content>
internal sealed partial class Collector
{
    /// <summary>A plan; null when the index was found damaged, and is made anew.</summary>
    private async Task<CollectionPlan?> TryPlanAsync(EpochRecord epoch, CancellationToken cancellationToken)
    {
        PackChoice choice = new(index.Packs, options);
        RefGenerations marked = new();
        Marker marker = await MarkAsync(epoch, marked, isSecond: false, cancellationToken).ConfigureAwait(false);
        CollectionPlan? plan = null;
        try
        {
            CollectionPlan found = choice.Plan(this, epoch, marker, marked);

            // It was verified before, but in a process that lives for months a bit of it may have flipped since: one is enough to have a live pack deleted.
            if (found.Condemned.Count == 0 || await marker.IsIndexIntactAsync(cancellationToken).ConfigureAwait(false))
            {
                plan = found;
                index.Dead.Set(choice.DeadBytes, _time.GetUtcNow());
            }

            return plan;
        }
        finally
        {
            if (plan?.Marker is null)
            {
                marker.Dispose();
            }
        }
    }

    /// <summary>Those condemned packs in which nothing is live now that all older leases have ended.</summary>
    private async Task<IReadOnlySet<Blake3Digest>> FindDeadAsync(EpochRecord condemned, RefGenerations marked, CancellationToken cancellationToken)
    {
        if (_rules.CollectorLooksAtTheQuarantineAgain)
        {
            // Whoever was copying blobs out of a damaged pack has told by now that they are not to be counted on there.
            await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        while (true)
        {
            using Marker marker = await MarkAsync(condemned, marked, isSecond: true, cancellationToken).ConfigureAwait(false);
            long[] live = marker.LiveBytes();
            bool IsDead(Blake3Digest pack) => !index.Packs.TryGetNumber(pack, out int number) || number >= live.Length || live[number] == 0;
            HashSet<Blake3Digest> dead = [.. condemned.Packs.Where(pack => IsDead(pack) && !index.Packs.MustStay(pack))];

            // The drain may have taken long: as before the plan, a bit that has flipped since may show what is live in another pack.
            if (dead.Count == 0 || await marker.IsIndexIntactAsync(cancellationToken).ConfigureAwait(false))
            {
                return dead;
            }
        }
    }

    private async Task<Marker> MarkAsync(EpochRecord epoch, RefGenerations marked, bool isSecond, CancellationToken cancellationToken)
    {
        Task<Marker> mark = StoreActivity.RunAsync(ActivityNames.Mark, () => MarkAsync(marked, isSecond, cancellationToken));
        await UnlessOvertakenAsync(epoch, mark, cancellationToken).ConfigureAwait(false);
        return await mark.ConfigureAwait(false);
    }

    // Another collector may have gone on, and have deleted what this one, not knowing of it, was still reading: then nothing is damaged.
    private async Task UnlessOvertakenAsync(EpochRecord epoch, Task work, CancellationToken cancellationToken)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (ChunkStoreException)
        {
            await RequireAsync(epoch, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Marker> MarkAsync(RefGenerations marked, bool isSecond, CancellationToken cancellationToken)
    {
        IndexSnapshot snapshot = await loader.TakeSnapshotAsync(cancellationToken).ConfigureAwait(false);
        Marker marker = new(backend, index, loader, references, new ReferenceHints(backend, references.Version, storeOptions.MinNotedPackLengthBytes), snapshot);
        try
        {
            await new RootMark(_refs, _leases, _rules).MarkAsync(marker, marked, isSecond, cancellationToken).ConfigureAwait(false);
            return marker;
        }
        catch
        {
            marker.Dispose();
            throw;
        }
    }
}
