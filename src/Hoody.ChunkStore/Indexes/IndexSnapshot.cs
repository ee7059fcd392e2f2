using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
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

    /// <summary>The runs that are damaged by now. Reads all of them.</summary>
    internal IndexRun[] FindDamaged(CancellationToken cancellationToken)
    {
        using IndexSources sources = Hold();
        return [.. sources.Runs.Where(run => run.Id != Guid.Empty && run.FindFault(isAgain: true, cancellationToken) is not null)];
    }

    /// <summary>The blob's entry; of several, one in a usable pack, else one in a condemned pack. False when there is none.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal bool TryFindOrdinal(BlobId id, out long ordinal)
    {
        ordinal = -1;
        PackStanding best = PackStanding.Absent;
        using IndexSources sources = Hold();
        for (int run = 0; run < sources.Runs.Length && best != PackStanding.Usable; run++)
        {
            sources.Runs[run].FindOrdinal(IndexKey.Of(id), _areAllUsable[run] ? null : _standings, _firstOrdinals[run], ref best, ref ordinal);
        }

        return ordinal >= 0;
    }

    /// <summary>Adds the entries of blobs to a set, as <see cref="TryFindOrdinal"/> would find them.</summary>
    /// <param name="prefixes">The first eight bytes of the blobs' ids, ascending, each once. Fastest where neighbours are close to each other.</param>
    /// <param name="marked">The set. Blobs that begin alike are all added.</param>
    /// <param name="missing">Where the prefixes go that no entry has.</param>
    [MethodImpl(AtFirstUse.Optimized)]
    internal void Mark(ReadOnlySpan<ulong> prefixes, OrdinalSet marked, List<ulong> missing)
    {
        const int MaxAtOnce = 2048; // what the stack takes without a thought, and a window of as many keys the first-level cache
        Span<PackStanding> best = stackalloc PackStanding[Math.Min(prefixes.Length, MaxAtOnce)];
        Span<ulong> lows = stackalloc ulong[best.Length];
        Span<long> ordinals = stackalloc long[best.Length];
        PrefixMatches matches = new(best, lows, ordinals, marked);
        using IndexSources sources = Hold();
        for (; !prefixes.IsEmpty; prefixes = prefixes[Math.Min(prefixes.Length, MaxAtOnce)..])
        {
            ReadOnlySpan<ulong> some = prefixes[..Math.Min(prefixes.Length, MaxAtOnce)];
            ordinals.Fill(-1);
            for (int run = 0; run < sources.Runs.Length; run++)
            {
                sources.Runs[run].Match(some, _areAllUsable[run] ? null : _standings, _firstOrdinals[run], matches);
            }

            marked.AddAll(ordinals[..some.Length]);
            for (int i = ordinals[..some.Length].IndexOf(-1); i >= 0 && i < some.Length; i++)
            {
                if (ordinals[i] < 0)
                {
                    missing.Add(some[i]);
                }
            }
        }
    }

    /// <summary>What the chosen entries are long in each pack, by its number, each with <paramref name="extraBytes"/>.</summary>
    internal long[] StoredBytesByPack(OrdinalSet chosen, int extraBytes)
    {
        using IndexSources sources = Hold();
        long[] bytes = new long[_standings.Length];
        (int Run, int Part, int First)[] stretches =
            [.. sources.Runs.SelectMany((run, number) => run.PlaceStretches().Select(stretch => (number, stretch.Part, stretch.First)))];
        Stretches.ForEach(stretches.Length, Math.Max(Stretches.Count(stretches.Length, Environment.ProcessorCount), 1), (first, end) =>
        {
            using PooledBytes memory = new(bytes.Length * sizeof(long));
            Span<long> sum = MemoryMarshal.Cast<byte, long>(memory.Memory.Span);
            sum.Clear();
            foreach ((int run, int part, int position) in stretches.AsSpan(first..end))
            {
                sources.Runs[run].AddStoredBytes(part, position, chosen, _firstOrdinals[run], extraBytes, sum);
            }

            lock (bytes)
            {
                for (int pack = 0; pack < sum.Length; pack++)
                {
                    bytes[pack] += sum[pack];
                }
            }
        });

        return bytes;
    }

    /// <summary>The pack that has that number in <see cref="PlaceOf"/>.</summary>
    internal Blake3Digest PackOfNumber(int number) => _packs.LineOf(number).Id;

    internal Blake3Digest PackOf(long ordinal) => _packs.LineOf(PlaceOf(ordinal).Pack).Id;

    /// <summary>Where the entry's record stands; its pack is the number of a line of the process's table.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
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
