using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Telemetry;
using Hoody.ChunkStore.Writing;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>Collects garbage beside readers, writers and other collectors: mark, condemn, drain, mark again, sweep.</summary>
/// <remarks>
/// Why nothing live is lost. Work that could find a pack usable has a lease from before the pack was condemned, so it has ended, or can commit no more,
/// when the second mark begins; and what it committed is a root of that mark. Later work counts the pack as absent, and stores its own copy. What a
/// ref pointed to for a moment since the first mark is a root too, since later work may have taken it from there. Nothing here uses a clock but patience.
/// </remarks>
internal sealed partial class Collector(
    IStorageBackend backend,
    BlobIndex index,
    IndexLoader loader,
    EpochLog epochs,
    LeaseKeeper keeper,
    IBlobReferences references,
    BlobStoreOptions storeOptions,
    CollectionOptions options)
{
    private readonly RefRoots _refs = new(backend);
    private readonly LeaseSurvey _leases = new(backend);
    private readonly ProtocolRules _rules = storeOptions.Rules;
    private readonly TimeProvider _time = options.Time ?? storeOptions.Time ?? TimeProvider.System;

    internal async Task<CollectionPlan> PlanAsync(CancellationToken cancellationToken)
    {
        EpochRecord epoch = await keeper.EnterNewestAsync(cancellationToken).ConfigureAwait(false);
        await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (epoch.Phase != EpochPhase.Idle)
        {
            return await PlanToFinishAsync(epoch, cancellationToken).ConfigureAwait(false);
        }

        while (true)
        {
            if (await TryPlanAsync(epoch, cancellationToken).ConfigureAwait(false) is { } plan)
            {
                return plan;
            }
        }
    }

    // What is there is counted in the backend: packs that were removed from the index, and not yet deleted, are in no table of packs.
    private async Task<CollectionPlan> PlanToFinishAsync(EpochRecord epoch, CancellationToken cancellationToken)
    {
        Dictionary<Blake3Digest, PlannedPack> packs = [];
        await foreach (StoredObject found in backend.ListAsync(PackName.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (PackName.TryParse(found.Name, out Blake3Digest id) && epoch.Packs.Contains(id))
            {
                packs.TryAdd(id, new PlannedPack(found.Name, found.LengthBytes, 0));
            }
        }

        return new CollectionPlan(this, epoch, packs);
    }

    internal async Task<CollectionResult> ApplyAsync(CollectionPlan plan, CancellationToken cancellationToken)
    {
        keeper.ThrowIfClosed();
        EpochRecord epoch = plan.Epoch;
        int revoked = 0;
        if (epoch.Phase == EpochPhase.Idle)
        {
            using Marker? marker = plan.TakeMarker();
            epoch = await CondemnAsync(plan, marker, cancellationToken).ConfigureAwait(false);
        }

        long bytesRewritten = plan.Condemned.Where(pack => epoch.Packs.Contains(pack.Key)).Sum(pack => pack.Value.LiveBytes);

        if (epoch.Phase == EpochPhase.Condemned)
        {
            revoked = await DrainAsync(epoch, cancellationToken).ConfigureAwait(false);
            epoch = await DecideAsync(epoch, plan.MarkedRefs, cancellationToken).ConfigureAwait(false);
        }

        await SweepAsync(epoch.Packs, plan.Condemned, cancellationToken).ConfigureAwait(false);
        long generations = await _refs.DeletePassedAsync(plan.MarkedRefs, cancellationToken).ConfigureAwait(false);
        await _leases.ClearAsync(cancellationToken).ConfigureAwait(false);
        await EndAsync(epoch, cancellationToken).ConfigureAwait(false);
        await epochs.TrimAsync(cancellationToken).ConfigureAwait(false);

        PlannedPack[] deleted = [.. plan.Condemned.Where(pack => epoch.Packs.Contains(pack.Key)).Select(pack => pack.Value)];
        return new CollectionResult(
            deleted.Length,
            plan.Condemned.Count - deleted.Length,
            deleted.Sum(pack => pack.LengthBytes),
            bytesRewritten,
            generations,
            revoked);
    }

    private async Task<EpochRecord> CondemnAsync(CollectionPlan plan, Marker? marker, CancellationToken cancellationToken)
    {
        bool areCopied = plan.BytesToRewrite == 0 || await TryRewriteAsync(plan, marker, cancellationToken).ConfigureAwait(false);
        IEnumerable<Blake3Digest> packs = plan.Condemned.Where(pack => areCopied || pack.Value.LiveBytes == 0).Select(pack => pack.Key);
        EpochRecord condemned = await PublishAsync(plan.Epoch, EpochPhase.Condemned, packs, cancellationToken).ConfigureAwait(false);
        await keeper.EnterNewestAsync(cancellationToken).ConfigureAwait(false);
        return condemned;
    }

    /// <returns>False when there is no room for copies, and wholly dead packs make some: then those go alone, and the next collection copies.</returns>
    private async Task<bool> TryRewriteAsync(CollectionPlan plan, Marker? marker, CancellationToken cancellationToken)
    {
        if (marker is null)
        {
            throw new CollectionConflictException("The plan was applied before, and can be no more: what it knew of the packs to copy is gone. Plan again.");
        }

        IEnumerable<Blake3Digest> mixed = plan.Condemned.Where(pack => pack.Value.LiveBytes > 0).Select(pack => pack.Key);
        PackRewriter rewriter = new(backend, new PackWriter(backend, index, storeOptions), storeOptions);
        await RequireAsync(plan.Epoch, cancellationToken).ConfigureAwait(false);
        try
        {
            await UnlessOvertakenAsync(
                plan.Epoch, rewriter.RewriteAsync(mixed, marker, cancellationToken), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreFullException) when (plan.Condemned.Values.Any(pack => pack.LiveBytes == 0))
        {
            return false;
        }
    }

    private async Task<int> DrainAsync(EpochRecord epoch, CancellationToken cancellationToken)
    {
        if (!_rules.CollectorDrains)
        {
            return 0;
        }

        Drain drain = new(_leases, options, _time, keeper.ThrowIfClosed);
        if (await drain.WaitAsync(epoch.Epoch, cancellationToken).ConfigureAwait(false) is { } revoked)
        {
            return revoked;
        }

        await EndAsync(epoch, cancellationToken).ConfigureAwait(false);
        throw new CollectionConflictException(
            $"Nothing was collected: work that began before the collection did not end within {options.MaxWait}. Collect again later.");
    }

    // The one moment that counts: from here on these packs are nobody's, whatever becomes of this process.
    private async Task<EpochRecord> DecideAsync(EpochRecord condemned, RefGenerations marked, CancellationToken cancellationToken)
    {
        IReadOnlySet<Blake3Digest> dead;
        try
        {
            dead = _rules.CollectorMarksAgain ? await FindDeadAsync(condemned, marked, cancellationToken).ConfigureAwait(false) : condemned.Packs;
        }
        catch (ChunkStoreException exception) when (exception is not (CollectionConflictException or BackendException { IsTransient: true }))
        {
            // Every later collection would begin with this mark, and might fail for what a new plan does not even look at: generations of refs that have passed.
            await EndAsync(condemned, cancellationToken).ConfigureAwait(false);
            throw;
        }

        return _rules.SweepIsDecidedOnce
            ? await PublishAsync(condemned, EpochPhase.Sweeping, dead, cancellationToken).ConfigureAwait(false)
            : new EpochRecord(condemned.Epoch, EpochPhase.Sweeping, dead);
    }

    private async Task SweepAsync(
        IReadOnlySet<Blake3Digest> packs, IReadOnlyDictionary<Blake3Digest, PlannedPack> planned, CancellationToken cancellationToken)
    {
        // The index first: an entry without its pack would be a lie, a pack without entries is only garbage.
        await index.RemovePacksAsync(packs, cancellationToken).ConfigureAwait(false);
        foreach (Blake3Digest pack in packs)
        {
            await backend.DeleteAsync(PackName.Of(pack), cancellationToken).ConfigureAwait(false);
            if (planned.TryGetValue(pack, out PlannedPack? deleted)) // else it was gone: whoever began this collection has counted it
            {
                PackTable.Line line = index.Packs.TryGetNumber(pack, out int number) ? index.Packs.LineOf(number) : default;
                StoreMeter.Collected.Count(line.EntryCount, deleted.LengthBytes);
            }
        }

        await new QuarantineList(backend).DeletePassedAsync(cancellationToken).ConfigureAwait(false);
        await ReferenceHints.DeletePassedAsync(backend, cancellationToken).ConfigureAwait(false);
    }

    // What was spared counts as present again, in this process at once.
    private async Task EndAsync(EpochRecord after, CancellationToken cancellationToken)
    {
        await PublishAsync(after, EpochPhase.Idle, [], cancellationToken).ConfigureAwait(false);
        await keeper.EnterNewestAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireAsync(EpochRecord epoch, CancellationToken cancellationToken)
    {
        if ((await epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false)).Epoch != epoch.Epoch)
        {
            throw Overtaken();
        }
    }

    private static CollectionConflictException Overtaken() => new("Another collector was at work, and has gone on from here. Plan again.");

    private async Task<EpochRecord> PublishAsync(
        EpochRecord after, EpochPhase phase, IEnumerable<Blake3Digest> packs, CancellationToken cancellationToken)
    {
        EpochRecord record = new(after.Epoch + 1, phase, packs);
        return await epochs.TryPublishAsync(record, cancellationToken).ConfigureAwait(false)
            ? record
            : throw Overtaken();
    }
}
