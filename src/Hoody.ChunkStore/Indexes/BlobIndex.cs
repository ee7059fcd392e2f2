using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The map from blob ids to places in packs. Thread-safe; lookups take no lock where runs answer them.</summary>
/// <remarks>
/// Runs of the backend, and a tail on the heap for the packs that no run has. It says what the packs say: a pack that was not seen among them is
/// absent, whatever a run tells of it. Whatever is in it is durable. Of a blob in several packs, one that is usable is found first.
/// </remarks>
internal sealed class BlobIndex
{
    private sealed record Sources(IndexRun[] Runs, IndexTail[] Tails)
    {
        internal IndexTail Newest => Tails[0];
    }

    private readonly Lock _gate = new();
    private readonly BlobStoreOptions _options;
    private volatile Sources _sources = new([], [new IndexTail()]);

    internal BlobIndex(IStorageBackend backend, BlobStoreOptions options)
    {
        _options = options;
        Storage = new IndexStorage(backend, options);
        Compactor = new IndexCompactor(this, options);
    }

    internal IndexStorage Storage { get; }

    internal IndexCompactor Compactor { get; }

    internal PackTable Packs { get; } = new();

    internal IReadOnlyList<IndexRun> Runs => _sources.Runs;

    internal IReadOnlyList<IndexTail> Tails => _sources.Tails;

    /// <summary>All entries: one for each blob and pack that holds it.</summary>
    internal long EntryCount
    {
        get
        {
            Sources sources = _sources;
            return sources.Runs.Sum(run => run.EntryCount) + sources.Tails.Sum(tail => (long)tail.Count);
        }
    }

    /// <summary>The packs that are there, condemned or not, and their lengths in bytes.</summary>
    internal IReadOnlyDictionary<Blake3Digest, long> PackLengths => Packs.Present().ToDictionary(line => line.Id, line => (long)line.LengthBytes);

    /// <summary>Removed packs that were still there when somebody last looked: whoever removed them did not come to delete them.</summary>
    internal IReadOnlyCollection<Blake3Digest> RemovedPacks => Packs.Removed();

    /// <summary>Whether the blob is present: in a pack that is neither condemned nor gone.</summary>
    internal bool Contains(BlobId id) => Contains(IndexKey.Of(id));

    /// <summary>Whether the pack is there, condemned or not.</summary>
    internal bool ContainsPack(Blake3Digest id) => Packs.TryGetNumber(id, out int number) && Packs[number] != PackStanding.Absent;

    /// <summary>Where the blob may be read; a condemned pack will do when there is no other.</summary>
    internal bool TryGet(BlobId id, out Blake3Digest packId, out PackEntryLocation location)
    {
        bool isFound = TryFind(IndexKey.Of(id), out IndexPlace place);
        packId = isFound ? Packs.LineOf(place.Pack).Id : default;
        location = new PackEntryLocation(place.Offset, place.StoredLength);
        return isFound;
    }

    /// <summary>Adds a pack that is durable. One that is there already, or is removed, changes nothing.</summary>
    internal void Add(PackDirectory pack, long packLengthBytes)
    {
        long plainBytes = pack.Entries.Sum(entry => (long)entry.RawLength);
        PackTable.Line line = new(pack.Id, checked((int)packLengthBytes), pack.Entries.Count, plainBytes);
        lock (_gate)
        {
            int number = Packs.GetOrAdd(line);
            if (Packs[number] != PackStanding.Absent || Packs.IsRemoved(pack.Id))
            {
                return;
            }

            IndexTail tail = _sources.Newest;
            int offset = 0;
            foreach (PackEntry entry in pack.Entries)
            {
                UInt128 key = IndexKey.Of(entry.Id);
                tail.Add(key, new IndexPlace(number, offset, entry.StoredLength, entry.RawLength), Contains(key));
                offset += entry.RecordLength;
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

    /// <summary>The index as it is now, its entries numbered from 0 on.</summary>
    internal IndexSnapshot TakeSnapshot()
    {
        Sources sources = _sources;
        IEnumerable<IndexRun> runs = sources.Runs;
        if (sources.Tails.Any(tail => tail.Count > 0))
        {
            runs = runs.Append(IndexSnapshot.Freeze(sources.Tails, Packs));
        }

        return new IndexSnapshot([.. runs], Packs);
    }

    /// <summary>What the store holds. Blobs in several packs are counted once as far as that is known without looking: exactly, after a merge of all runs.</summary>
    internal StoreStatistics GetStatistics()
    {
        Sources sources = _sources;
        long entries = sources.Runs.Sum(run => run.Head.DuplicateEntries) + sources.Tails.Sum(tail => tail.Duplicates.Entries);
        long plainBytes = sources.Runs.Sum(run => run.Head.DuplicatePlainBytes) + sources.Tails.Sum(tail => tail.Duplicates.PlainBytes);
        (int packs, long storedBytes, long allEntries, long allPlainBytes) = Packs.Sum();
        return new StoreStatistics(Math.Max(0, allEntries - entries), packs, Math.Max(0, allPlainBytes - plainBytes), storedBytes);
    }

    internal void AddRuns(IEnumerable<IndexRun> runs)
    {
        lock (_gate)
        {
            _sources = _sources with { Runs = [.. _sources.Runs, .. runs] };
        }
    }

    /// <summary>Begins a new tail, and returns the runs and the tails that are complete now.</summary>
    internal (IndexRun[] Runs, IndexTail[] Tails) Freeze()
    {
        lock (_gate)
        {
            (IndexRun[] runs, IndexTail[] tails) = _sources;
            if (_sources.Newest.Count > 0)
            {
                _sources = new Sources(runs, [new IndexTail(), .. tails]);
                return (runs, tails);
            }

            return (runs, tails[1..]);
        }
    }

    /// <summary>Puts a run in the place of those that it was made of, in one step.</summary>
    internal void Replace(IReadOnlyCollection<IndexRun> runs, IReadOnlyCollection<IndexTail> tails, IndexRun? made)
    {
        lock (_gate)
        {
            IEnumerable<IndexRun> kept = _sources.Runs.Except(runs);
            _sources = new Sources([.. made is null ? kept : kept.Append(made)], [.. _sources.Tails.Except(tails)]);
        }
    }

    /// <summary>Leaves out a run that turned out damaged; packs that are in nothing else become absent, for the loader to read.</summary>
    internal void Drop(IndexRun run)
    {
        lock (_gate)
        {
            Replace([run], [], null);
            foreach (int number in run.PackNumbers.Except(CoveredPacks()))
            {
                Packs.SetAbsent(number);
            }
        }
    }

    /// <summary>The packs whose entries are here.</summary>
    internal HashSet<int> CoveredPacks()
    {
        Sources sources = _sources;
        HashSet<int> covered = [];
        foreach (IndexRun run in sources.Runs)
        {
            covered.UnionWith(run.PackNumbers);
        }

        foreach (IndexTail tail in sources.Tails)
        {
            covered.UnionWith(tail.PackNumbers);
        }

        return covered;
    }

    /// <summary>Takes entries of absent packs out of the tail, where that costs little; runs lose theirs when they are merged.</summary>
    internal void ForgetAbsentPacks()
    {
        lock (_gate)
        {
            if (_sources.Newest.PackNumbers.Any(number => Packs[number] == PackStanding.Absent))
            {
                Sources others = _sources with { Tails = _sources.Tails[1..] };
                IndexTail kept = _sources.Newest.WithoutAbsent(Packs, key => Find(others, key).IsUsable);
                _sources = _sources with { Tails = [kept, .. others.Tails] };
            }
        }
    }

    private bool Contains(UInt128 key)
    {
        Sources sources = _sources;
        if (!Packs.AreAllUsable)
        {
            return Find(sources, key).IsUsable;
        }

        foreach (IndexRun run in sources.Runs)
        {
            if (run.Contains(key))
            {
                return true;
            }
        }

        IndexMatch match = default;
        foreach (IndexTail tail in sources.Tails)
        {
            if (tail.Find(key, Packs, ref match))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryFind(UInt128 key, out IndexPlace place)
    {
        IndexMatch match = Find(_sources, key);
        place = match.Place;
        return match.Standing != PackStanding.Absent;
    }

    private IndexMatch Find(Sources sources, UInt128 key)
    {
        IndexMatch match = default;
        foreach (IndexTail tail in sources.Tails)
        {
            if (tail.Find(key, Packs, ref match))
            {
                return match;
            }
        }

        foreach (IndexRun run in sources.Runs)
        {
            if (run.Find(key, Packs, ref match))
            {
                return match;
            }
        }

        return match;
    }
}
