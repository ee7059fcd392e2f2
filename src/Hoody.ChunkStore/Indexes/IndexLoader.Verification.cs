using Hoody.ChunkStore.Verification;

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

        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using IndexSources sources = index.Hold();
            IndexRun[] damaged = await Task
                .Run(() => sources.Runs.Where(run => run.FindFault(cancellationToken) is not null).ToArray(), cancellationToken).ConfigureAwait(false);
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
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<DamagedObject> damaged = [];
            List<IndexStorage.Listed> runs = [];
            foreach (IndexStorage.Listed listed in await index.Storage.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (await FindFaultAsync(listed, cancellationToken).ConfigureAwait(false) is { } fault)
                {
                    damaged.Add(new DamagedObject(IndexName.Head(listed.Run), $"{fault} What it told is read from the packs again."));
                    runs.Add(listed);
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

    private async ValueTask<string?> FindFaultAsync(IndexStorage.Listed listed, CancellationToken cancellationToken)
    {
        (IndexRun? run, string? fault) = await TryLoadAsync(listed, cancellationToken).ConfigureAwait(false);
        if (run is null)
        {
            return fault;
        }

        using (run)
        {
            string? detail = await Task.Run(() => run.FindFault(cancellationToken), cancellationToken).ConfigureAwait(false);
            return detail is null ? null : new CorruptDataException($"Index '{IndexName.Head(listed.Run)}'", detail).Message;
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
