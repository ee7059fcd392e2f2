using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The map from blob ids to places in packs. Thread-safe; lookups take no lock where runs answer them.</summary>
/// <remarks>
/// Runs of the backend, and a tail on the heap for the packs that no run has. It says what the packs say: a pack that was not seen among them is
/// absent, whatever a run tells of it. Whatever is in it is durable. Of a blob in several packs, one that is usable is found first.
/// </remarks>
internal sealed partial class BlobIndex : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<IndexSnapshot> _snapshots = [];
    private volatile IndexSources _sources = new([], [new IndexTail()]);
    private volatile bool _isDisposed;

    internal BlobIndex(IStorageBackend backend, BlobStoreOptions options)
    {
        Storage = new IndexStorage(backend, options);
        Compactor = new IndexCompactor(this, options);
    }

    internal IndexStorage Storage { get; }

    internal IndexCompactor Compactor { get; }

    internal PackTable Packs { get; } = new();

    internal DeadBytes Dead { get; } = new();

    internal IReadOnlyList<IndexRun> Runs => _sources.Runs;

    internal IReadOnlyList<IndexTail> Tails => _sources.Tails;

    /// <summary>All entries: one for each blob and pack that holds it.</summary>
    internal long EntryCount => _sources.EntryCount;

    /// <summary>Removed packs that were still there when somebody last looked: whoever removed them did not come to delete them.</summary>
    internal IReadOnlyCollection<Blake3Digest> RemovedPacks => Packs.Removed();

    /// <summary>Whether the blob is present: in a pack that is neither condemned nor gone.</summary>
    internal bool Contains(BlobId id)
    {
        using IndexSources sources = Hold();
        return Contains(sources, IndexKey.Of(id));
    }

    /// <summary>Whether the blob is in a pack that is there, sound as far as is known, and not one of <paramref name="packs"/>; it may be condemned by now.</summary>
    internal bool ContainsBeside(IReadOnlySet<Blake3Digest> packs, BlobId id) => ContainsBeside(packs, id, PackStanding.Condemned);

    /// <summary>Whether another pack than <paramref name="pack"/> has the blob, and is usable beyond doubt.</summary>
    internal bool IsUsableBeside(Blake3Digest pack, BlobId id) => ContainsBeside(new HashSet<Blake3Digest>(Packs.Doubtful()) { pack }, id, PackStanding.Usable);

    /// <summary>What the best of the packs that have the blob is good for.</summary>
    internal PackStanding StandingOf(BlobId id)
    {
        using IndexSources sources = Hold();
        return sources.Find(IndexKey.Of(id), Packs).Standing;
    }

    /// <summary>Whether the pack is there, condemned or not.</summary>
    internal bool ContainsPack(Blake3Digest id) => Packs.TryGetNumber(id, out int number) && Packs[number] != PackStanding.Absent;

    /// <summary>Where the blob may be read; a condemned pack will do when there is no other, and a quarantined one at last.</summary>
    internal bool TryGet(BlobId id, out Blake3Digest packId, out PackEntryLocation location)
    {
        using IndexSources sources = Hold();
        IndexMatch match = sources.Find(IndexKey.Of(id), Packs);
        if (match.Standing == PackStanding.Absent)
        {
            (packId, location) = (default, default);
            return false;
        }

        return IsPlausible(match.Place, out packId, out location);
    }

    /// <summary>Where else the blob may be read than in <paramref name="packs"/>: in the best of the others. False when nowhere.</summary>
    internal bool TryGetBeside(IReadOnlySet<Blake3Digest> packs, BlobId id, out Blake3Digest packId, out PackEntryLocation location)
    {
        using IndexSources sources = Hold();
        UInt128 key = IndexKey.Of(id);
        IEnumerable<IndexPlace> places = sources.Runs.SelectMany(run => run.PlacesOf(key)).Concat(sources.Tails.SelectMany(tail => tail.PlacesOf(key)))
            .Where(place => Packs[place.Pack] != PackStanding.Absent).OrderByDescending(place => Packs[place.Pack]);
        foreach (IndexPlace place in places)
        {
            if (IsPlausible(place, out packId, out location) && !packs.Contains(packId))
            {
                return true;
            }
        }

        (packId, location) = (default, default);
        return false;
    }

    /// <summary>Adds a pack that is durable. One that is there already, or is removed, changes nothing.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="packLengthBytes">Its length.</param>
    /// <param name="replacesOthers">Whether its blobs are copies of what is about to be deleted: so they are not counted as duplicates, which they would stay when the others are gone.</param>
    internal void Add(PackDirectory pack, long packLengthBytes, bool replacesOthers = false)
    {
        long plainBytes = pack.Entries.Sum(entry => (long)entry.RawLength);
        PackTable.Line line = new(pack.Id, checked((int)packLengthBytes), pack.Entries.Count, plainBytes);
        lock (_gate)
        {
            ThrowIfDisposed();
            int number = Packs.GetOrAdd(line)[0];
            if (Packs[number] != PackStanding.Absent || Packs.IsRemoved(pack.Id))
            {
                return;
            }

            IndexTail tail = _sources.Newest;
            foreach ((UInt128 key, IndexPlace place) in IndexPlace.Of(pack, number))
            {
                tail.Add(key, place, !replacesOthers && Contains(_sources, key));
            }

            // After its entries, so that whoever sees the pack finds its blobs.
            tail.AddPack(number);
            Packs.SetPresent(number, line);
        }
    }

    /// <summary>From now on the blobs of exactly these packs count as absent, and may still be read.</summary>
    internal void SetCondemned(IEnumerable<Blake3Digest> packs) => Packs.SetCondemned(packs);

    /// <summary>Takes packs out of the index, durably: their deletion may follow. Nothing brings them back.</summary>
    internal async Task RemovePacksAsync(IReadOnlyCollection<Blake3Digest> packs, CancellationToken cancellationToken)
    {
        if (packs.Count > 0)
        {
            await Compactor.RecordRemovedAsync(packs, cancellationToken).ConfigureAwait(false);
            Packs.SetRemoved(packs);
            ForgetAbsentPacks();
        }
    }

    /// <summary>The index as it is now, its entries numbered from 0 on. The caller disposes it, or else this index.</summary>
    internal IndexSnapshot TakeSnapshot()
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            IndexSnapshot snapshot = new(_sources, Packs, Forget);
            _snapshots.Add(snapshot);
            return snapshot;
        }
    }

    /// <summary>What lookups look at now. The caller disposes it; until then its runs stay mapped.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    internal IndexSources Hold()
    {
        while (true)
        {
            ThrowIfDisposed();
            IndexSources sources = _sources;
            if (sources.TryHold())
            {
                return sources;
            }
        }
    }

    /// <summary>Lets go of all runs: what no lookup holds is unmapped. Lookups fail from now on, those in snapshots too.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _sources.Dispose();
                Array.ForEach([.. _snapshots], snapshot => snapshot.Dispose());
            }
        }
    }

    private bool ContainsBeside(IReadOnlySet<Blake3Digest> packs, BlobId id, PackStanding least)
    {
        using IndexSources sources = Hold();
        UInt128 key = IndexKey.Of(id);
        bool IsWanted(IndexPlace place) => Packs[place.Pack] >= least && !packs.Contains(Packs.LineOf(place.Pack).Id);

        // A part is hashed before it is believed, once: see IndexSources.IsUsable.
        return sources.Tails.Any(tail => tail.PlacesOf(key).Exists(IsWanted))
            || sources.Runs.Any(run => run.PlacesOf(key).Exists(IsWanted) && run.IsIntactAt(key));
    }

    /// <summary>False when no record can be there: then a damaged run told it.</summary>
    private bool IsPlausible(IndexPlace place, out Blake3Digest packId, out PackEntryLocation location)
    {
        PackTable.Line pack = Packs.LineOf(place.Pack);
        (packId, location) = (pack.Id, new PackEntryLocation(place.Offset, place.StoredLength));
        return location.Offset >= 0 && location.Offset <= pack.LengthBytes - location.RecordLength;
    }

    private bool Forget(IndexSnapshot snapshot)
    {
        lock (_gate)
        {
            return _snapshots.Remove(snapshot);
        }
    }

    private bool Contains(IndexSources sources, UInt128 key) =>
        Packs.AreAllUsable ? sources.Contains(key, Packs) : sources.IsUsable(key, Packs);

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, typeof(BlobStore));
}
