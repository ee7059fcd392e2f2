using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

internal sealed partial class IndexLoader
{
    /// <summary>Reads every run that was not read whole yet; what is damaged gives way to the packs.</summary>
    internal async Task VerifyAsync(CancellationToken cancellationToken)
    {
        if (index.Runs.All(run => run.IsVerified))
        {
            return;
        }

        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using IndexSources sources = index.Hold();
            IndexRun[] damaged = await Task
                .Run(() => sources.Runs.Where(run => run.FindFault(isAgain: false, cancellationToken) is not null).ToArray(), cancellationToken).ConfigureAwait(false);
            await LeaveOutAsync([.. damaged.Select(run => run.ToListed())], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Reads every run that is there, as a process would that has just opened the store; what is damaged gives way to the packs.</summary>
    /// <returns>What is damaged, and why.</returns>
    internal async Task<IReadOnlyList<DamagedObject>> VerifyAgainAsync(CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<DamagedObject> damaged = [];
            List<IndexStorage.Listed> runs = [];
            foreach (IndexStorage.Listed listed in await index.Storage.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                // Wrong twice, or it may have been the way from the disk to here; and listed twice, or a run that came meanwhile may have been listed in part.
                if (await FindFaultAsync(listed, cancellationToken).ConfigureAwait(false) is not null
                    && (await index.Storage.ListAsync(cancellationToken).ConfigureAwait(false)).Find(again => again.Run == listed.Run) is { } again
                    && await FindFaultAsync(again, cancellationToken).ConfigureAwait(false) is { } fault)
                {
                    damaged.Add(new DamagedObject(IndexName.Head(listed.Run), $"{fault.Message} What it told is read from the packs again."));
                    if (fault is not UnsupportedFormatException) // what a later version wrote is left out already, and its own to delete
                    {
                        runs.Add(again);
                    }
                }
            }

            await LeaveOutAsync(runs, cancellationToken).ConfigureAwait(false);
            return damaged;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>A snapshot in which every entry was verified, as whoever deletes by it must have. The caller disposes it.</summary>
    internal async Task<IndexSnapshot> TakeSnapshotAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await VerifyAsync(cancellationToken).ConfigureAwait(false);
            IndexSnapshot snapshot = index.TakeSnapshot();
            if (snapshot.IsVerified)
            {
                return snapshot;
            }

            snapshot.Dispose(); // a merge has made a run meanwhile
        }
    }

    /// <summary>Whether every run of a snapshot is still what it was when it was verified: a device may give other bytes by now. What is damaged gives way to the packs.</summary>
    internal async Task<bool> IsIntactAsync(IndexSnapshot snapshot, CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            IndexRun[] damaged = await Task.Run(() => snapshot.FindDamaged(cancellationToken), cancellationToken).ConfigureAwait(false);
            await LeaveOutAsync([.. damaged.Select(run => run.ToListed())], cancellationToken).ConfigureAwait(false);
            return damaged.Length == 0;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Holds what is known of a pack against the pack itself: a run that lies gives way to the packs, and a pack that could not be read comes in.</summary>
    /// <returns>The runs that lie: no damage makes one, only a writer that is wrong or hostile.</returns>
    internal async Task<IReadOnlyList<DamagedObject>> CompareAsync(PackDirectory pack, CancellationToken cancellationToken)
    {
        await VerifyAsync(cancellationToken).ConfigureAwait(false);
        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using IndexSources sources = index.Hold();
            IndexRun[] lying = [.. sources.Runs.Where(run => run.IsVerified && run.TellsOf(pack.Id) && !run.AgreesWith(pack))];
            await LeaveOutAsync([.. lying.Select(run => run.ToListed())], cancellationToken).ConfigureAwait(false);
            if (_damaged.Remove(PackName.Of(pack.Id)))
            {
                await LoadAsync(isFirst: false, cancellationToken).ConfigureAwait(false);
            }

            return
            [
                .. lying.Select(run => new DamagedObject(
                    IndexName.Head(run.Id), $"It tells other than pack '{PackName.Of(pack.Id)}' itself. What it told is read from the packs again.")),
            ];
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>As <see cref="CompareAsync(PackDirectory, CancellationToken)"/>, where a read found other than what the index told.</summary>
    /// <returns>Whether a run lied. A pack whose directory cannot be read convicts nobody.</returns>
    internal async ValueTask<bool> HasLiedAsync(Blake3Digest pack, CancellationToken cancellationToken)
    {
        if (!index.Runs.Any(run => run.TellsOf(pack)))
        {
            return false;
        }

        try
        {
            (PackDirectory? directory, _) = await PackReader
                .TryReadDirectoryAsync(backend, PackName.Of(pack), lengthBytes: null, cancellationToken).ConfigureAwait(false);
            return directory is not null && (await CompareAsync(directory, cancellationToken).ConfigureAwait(false)).Count > 0;
        }
        catch (BackendException exception) when (exception is ObjectNotFoundException or { IsDenied: true })
        {
            return false;
        }
    }

    private async ValueTask<ChunkStoreException?> FindFaultAsync(IndexStorage.Listed listed, CancellationToken cancellationToken)
    {
        (IndexRun? run, ChunkStoreException? fault) = await TryLoadAsync(listed, cancellationToken).ConfigureAwait(false);
        if (run is null)
        {
            return fault;
        }

        using (run)
        {
            string? detail = await Task.Run(() => run.FindFault(isAgain: false, cancellationToken), cancellationToken).ConfigureAwait(false);
            return detail is null ? null : new CorruptDataException($"Index '{IndexName.Head(listed.Run)}'", detail);
        }
    }

    private async Task LeaveOutAsync(IReadOnlyCollection<IndexStorage.Listed> damaged, CancellationToken cancellationToken)
    {
        index.Compactor.AddStrays(damaged);
        HashSet<Guid> ids = [.. damaged.Select(listed => listed.Run)];
        IndexRun[] here = [.. index.Runs.Where(run => ids.Contains(run.Id))];
        Array.ForEach(here, index.Drop);
        if (here.Length > 0)
        {
            await LoadAsync(isFirst: false, cancellationToken).ConfigureAwait(false);
        }
    }
}
