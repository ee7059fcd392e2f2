using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Telemetry;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Makes the index say what the packs say: runs as far as they tell of packs that are there, and the directories of all others.</summary>
/// <remarks>What cannot be read as a pack is set aside by name, so that one damaged pack does not close the store to all others.</remarks>
internal sealed partial class IndexLoader(IStorageBackend backend, BlobIndex index) : IDisposable
{
    /// <summary>So many unknown packs are not read before somebody has looked for a run that tells of them.</summary>
    private const int ManyPacks = 16;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly QuarantineList _quarantine = new(backend);
    private readonly Dictionary<string, DamagedPack> _damaged = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<DamagedPack> _damagedPacks = [];
    private long _refreshCount;
    private bool _canWrite = true;
    private volatile bool _isDisposed;

    /// <summary>What could not be read as a pack when it was last looked at, and the packs in quarantine.</summary>
    internal IReadOnlyList<DamagedPack> DamagedPacks => _damagedPacks;

    /// <summary>Brings in the packs that came since the last time, and takes out those that are gone. Callers that wait for one another share one listing.</summary>
    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        long seen = Volatile.Read(ref _refreshCount);
        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Two more ended: the second of them began after this call, so it saw all that this call would see.
            if (Volatile.Read(ref _refreshCount) < seen + 2)
            {
                await LoadAsync(isFirst: seen == 0, cancellationToken).ConfigureAwait(false);
                Interlocked.Increment(ref _refreshCount);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Takes a damaged pack out of use, durably. What can still be read of it is elsewhere already; nothing of it is deleted.</summary>
    internal async Task QuarantineAsync(QuarantineRecord record, CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _quarantine.AddAsync(record, cancellationToken).ConfigureAwait(false);
            PublishDamage();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>From now on nothing is loaded, also for those who wait for their turn.</summary>
    public void Dispose() => _isDisposed = true;

    // The caller releases it. It is not disposed: those who wait for it would wait for ever.
    private async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_isDisposed)
        {
            _oneAtATime.Release();
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(BlobStore));
        }
    }

    private async Task LoadAsync(bool isFirst, CancellationToken cancellationToken)
    {
        List<IndexRun> runs = [];
        List<StoredObject> unknown;
        try
        {
            if (isFirst)
            {
                // Before the packs are listed: whatever a run tells of, the listing then decides.
                await LoadRunsAsync(runs, isFirst, cancellationToken).ConfigureAwait(false);
            }

            // Before the packs: whatever was copied out of a damaged one is then in the listing.
            await _quarantine.RefreshAsync(cancellationToken).ConfigureAwait(false);
            int knownCount = index.Packs.Count;
            List<ListedPack> listed = await ListPacksAsync(cancellationToken).ConfigureAwait(false);
            unknown = Confirm(listed, runs);
            if (!isFirst && unknown.Count > ManyPacks)
            {
                HashSet<Guid> there = await LoadRunsAsync(runs, isFirst, cancellationToken).ConfigureAwait(false);
                unknown = Confirm(listed, runs);
                index.DropReplaced(there); // or who only reads would hold every run there ever was
            }

            RemoveGone(listed, knownCount);
        }
        finally
        {
            runs.ForEach(run => run.Dispose()); // the index has its own hold on them
        }

        if (unknown.Count > 0)
        {
            await StoreActivity.RunAsync(
                ActivityNames.ReadDirectories, TagNames.Packs, unknown.Count, () => AddAllAsync(unknown, cancellationToken)).ConfigureAwait(false);
        }

        PublishDamage();
    }

    private async Task AddAllAsync(List<StoredObject> packs, CancellationToken cancellationToken)
    {
        foreach (StoredObject pack in packs)
        {
            await AddAsync(pack, cancellationToken).ConfigureAwait(false);
            await CompactIfFullAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Loads the runs that are not known yet, for the caller to dispose.</summary>
    /// <returns>All that have a head, known or not.</returns>
    private async Task<HashSet<Guid>> LoadRunsAsync(List<IndexRun> loaded, bool isFirst, CancellationToken cancellationToken)
    {
        List<IndexStorage.Listed> strays = [];
        HashSet<Guid> known = index.KnownRuns();
        HashSet<Guid> there = [];
        foreach (IndexStorage.Listed listed in await index.Storage.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            _ = listed.Lengths.ContainsKey(-1) && there.Add(listed.Run);
            if (known.Contains(listed.Run))
            {
                continue;
            }

            (IndexRun? run, ChunkStoreException? fault) = await TryLoadAsync(listed, cancellationToken).ConfigureAwait(false);
            if (run is not null)
            {
                loaded.Add(run);
                index.Packs.SetRemoved(run.Head.Removed);
            }
            else if (fault is not UnsupportedFormatException) // what a later version wrote is its own to delete
            {
                strays.Add(listed);
            }
        }

        // Later on, half a run is more likely one that another process is writing.
        index.Compactor.AddStrays(isFirst ? strays : []);
        return there;
    }

    /// <summary>The run, for the caller to dispose, or else what is wrong with it; neither when it is not whole.</summary>
    private async ValueTask<(IndexRun? Run, ChunkStoreException? Fault)> TryLoadAsync(IndexStorage.Listed listed, CancellationToken cancellationToken)
    {
        try
        {
            return (await index.Storage.LoadAsync(listed, index.Packs, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ChunkStoreException exception) when (exception is not BackendException { IsOfDevice: false })
        {
            return (null, exception); // a hint that cannot be read is no hint; the packs say the same
        }
    }

    private async Task AddAsync(StoredObject pack, CancellationToken cancellationToken)
    {
        try
        {
            (PackDirectory? directory, ChunkStoreException? failure) = await PackReader
                .TryReadDirectoryAsync(backend, pack.Name, pack.LengthBytes, cancellationToken).ConfigureAwait(false);
            if (directory is not null)
            {
                index.Add(directory, pack.LengthBytes);
            }
            else
            {
                _damaged[pack.Name] = new DamagedPack(pack.Name, failure!.Message, IsQuarantined: false); // a backend may have listed it twice
            }
        }
        catch (ObjectNotFoundException)
        {
            return; // deleted since it was listed
        }
    }

    private void PublishDamage()
    {
        IReadOnlyDictionary<Blake3Digest, QuarantineRecord> quarantined = _quarantine.Records;
        index.Packs.SetQuarantined(quarantined.Keys);
        _damagedPacks =
        [
            .. _damaged.Values.Select(pack => PackName.TryParse(pack.Name, out Blake3Digest id) && quarantined.ContainsKey(id)
                ? pack with { IsQuarantined = true } : pack),
            .. quarantined.Values.Where(record => index.ContainsPack(record.Pack))
                .Select(record => new DamagedPack(PackName.Of(record.Pack), record.Reason, IsQuarantined: true)),
        ];
    }

    // The index of a large store whose runs are lost does not fit the heap: it goes to where the next opening finds it.
    private async Task CompactIfFullAsync(CancellationToken cancellationToken)
    {
        if (_canWrite && index.Compactor.IsTailFull)
        {
            try
            {
                await index.Compactor.CompactAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (BackendException exception) when (!exception.IsTransient)
            {
                _canWrite = false; // a store on a read-only or full disk can still be read, at the price of memory
            }
        }
    }
}
