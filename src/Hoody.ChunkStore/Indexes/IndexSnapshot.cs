using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The index at one moment. Each entry has an ordinal, from 0 on, that a bitmap can be over: one bit an entry. Thread-safe.</summary>
/// <remarks>
/// A blob that stands in several packs has an entry for each; which of them counts does not change. It belongs to its index, which disposes it
/// when somebody has forgotten to.
/// </remarks>
internal sealed class IndexSnapshot : IDisposable
{
    private readonly IndexSources _sources;
    private readonly long[] _firstOrdinals;
    private readonly PackTable _packs;
    private readonly PackStanding[] _standings;
    private readonly bool[] _areAllUsable;
    private readonly Func<IndexSnapshot, bool> _forget;

    /// <param name="sources">What is numbered; the caller holds it meanwhile.</param>
    /// <param name="packs">The packs that they name.</param>
    /// <param name="forget">Called by every disposal; true for the one that counts.</param>
    internal IndexSnapshot(IndexSources sources, PackTable packs, Func<IndexSnapshot, bool> forget)
    {
        (_packs, _forget) = (packs, forget);
        _standings = packs.Standings();
        using IndexRun frozen = Freeze(sources.Tails, packs);

        // The largest first: what is found in a pack that is usable is looked for no further.
        _sources = new IndexSources([.. sources.Runs.Append(frozen).OrderByDescending(run => run.EntryCount)], []);
        _firstOrdinals = new long[_sources.Runs.Length];
        for (int i = 0; i < _firstOrdinals.Length; i++)
        {
            _firstOrdinals[i] = OrdinalCount;
            OrdinalCount += _sources.Runs[i].EntryCount;
        }

        _areAllUsable = [.. _sources.Runs.Select(run => run.PackNumbers.All(number => _standings[number] == PackStanding.Usable))];
    }

    /// <summary>The count of entries: one more than the highest ordinal.</summary>
    internal long OrdinalCount { get; }

    /// <summary>Whether every entry is known to be undamaged.</summary>
    internal bool IsVerified => _sources.Runs.All(run => run.IsVerified || run.Id == Guid.Empty);

    /// <summary>The blob's entry; of several, one in a usable pack, else one in a condemned pack. False when there is none.</summary>
    internal bool TryFindOrdinal(BlobId id, out long ordinal)
    {
        Span<long> found = stackalloc long[1];
        FindOrdinals([id], found);
        ordinal = found[0];
        return ordinal >= 0;
    }

    /// <summary>As <see cref="TryFindOrdinal"/>, for many blobs: −1 where there is no entry. Fastest where neighbours' ids are close to each other.</summary>
    internal void FindOrdinals(ReadOnlySpan<BlobId> ids, Span<long> ordinals)
    {
        const int MaxAtOnce = 2048; // what the stack takes without a thought
        Span<UInt128> keys = stackalloc UInt128[Math.Min(ids.Length, MaxAtOnce)];
        Span<PackStanding> best = stackalloc PackStanding[keys.Length];
        Span<long> found = stackalloc long[keys.Length];
        Span<int> places = stackalloc int[keys.Length];
        using IndexSources sources = Hold();
        for (; !ids.IsEmpty; ids = ids[Math.Min(ids.Length, MaxAtOnce)..], ordinals = ordinals[Math.Min(ordinals.Length, MaxAtOnce)..])
        {
            int count = Math.Min(ids.Length, keys.Length);
            for (int i = 0; i < count; i++)
            {
                (keys[i], places[i]) = (IndexKey.Of(ids[i]), i);
            }

            best.Clear();
            found.Fill(-1);
            for (int run = 0; run < sources.Runs.Length && count > 0; run++)
            {
                sources.Runs[run].FindOrdinals(keys[..count], _areAllUsable[run] ? null : _standings, _firstOrdinals[run], best, found);
                int left = 0;
                for (int i = 0; i < count; i++)
                {
                    ordinals[places[i]] = found[i];
                    if (best[i] != PackStanding.Usable)
                    {
                        (keys[left], places[left], best[left], found[left]) = (keys[i], places[i], best[i], found[i]);
                        left++;
                    }
                }

                count = left;
            }
        }
    }

    /// <summary>What the chosen entries are long in each pack, by its number, each with <paramref name="extraBytes"/>.</summary>
    internal long[] StoredBytesByPack(OrdinalSet chosen, int extraBytes)
    {
        using IndexSources sources = Hold();
        long[] bytes = new long[_standings.Length];
        for (int run = 0; run < sources.Runs.Length; run++)
        {
            sources.Runs[run].AddStoredBytes(chosen, _firstOrdinals[run], extraBytes, bytes);
        }

        return bytes;
    }

    /// <summary>The pack that has that number in <see cref="PlaceOf"/>.</summary>
    internal Blake3Digest PackOfNumber(int number) => _packs.LineOf(number).Id;

    internal Blake3Digest PackOf(long ordinal) => _packs.LineOf(PlaceOf(ordinal).Pack).Id;

    /// <summary>Where the entry's record stands; its pack is the number of a line of the process's table.</summary>
    internal IndexPlace PlaceOf(long ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, OrdinalCount);
        using IndexSources sources = Hold();
        int run = Array.BinarySearch(_firstOrdinals, ordinal);
        run = run >= 0 ? Array.LastIndexOf(_firstOrdinals, ordinal) : ~run - 1; // runs without entries share an ordinal with the next
        return sources.Runs[run].PlaceOf(ordinal - _firstOrdinals[run]);
    }

    /// <summary>Lets go of the runs.</summary>
    public void Dispose()
    {
        if (_forget(this))
        {
            _sources.Dispose();
        }
    }

    private IndexSources Hold()
    {
        ObjectDisposedException.ThrowIf(!_sources.TryHold(), this);
        return _sources;
    }

    /// <summary>A run in memory of what no run of the backend has.</summary>
    private static IndexRun Freeze(IndexTail[] tails, PackTable packs)
    {
        var sorted = tails.Select(tail => tail.Sorted()).ToArray();
        int[] packNumbers = [.. sorted.SelectMany(entries => entries).Select(entry => entry.Place.Pack).Distinct().Order()];
        IndexMerge merge = new(sorted.Select(IndexCursor.Over), packNumbers, sorted.Sum(entries => (long)entries.Length), IndexPart.MaxEntries);
        List<IndexHead.Part> heads = [];
        List<IndexPart> parts = [];
        while (merge.TryBuildPart(out IndexHead.Part head, out ReadOnlySequence<byte> content))
        {
            heads.Add(head);
            parts.Add(new IndexPart(ObjectViews.Copy(content), head));
        }

        IndexHead whole = new(heads, [.. packNumbers.Select(packs.LineOf)], [], 0, 0);
        return new IndexRun(Guid.Empty, whole, parts, packNumbers);
    }
}
