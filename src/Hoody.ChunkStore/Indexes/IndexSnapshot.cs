using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The index at one moment. Each entry has an ordinal, from 0 on, that a bitmap can be over: one bit an entry. Thread-safe.</summary>
/// <remarks>A blob that stands in several packs has an entry for each. What packs are good for is asked of the live table.</remarks>
internal sealed class IndexSnapshot
{
    private readonly IndexRun[] _runs;
    private readonly long[] _firstOrdinals;
    private readonly PackTable _packs;

    internal IndexSnapshot(IndexRun[] runs, PackTable packs)
    {
        _runs = runs;
        _packs = packs;
        _firstOrdinals = new long[runs.Length];
        foreach (int i in Enumerable.Range(0, runs.Length))
        {
            _firstOrdinals[i] = OrdinalCount;
            OrdinalCount += runs[i].EntryCount;
        }
    }

    /// <summary>The count of entries: one more than the highest ordinal.</summary>
    internal long OrdinalCount { get; }

    /// <summary>The blob's entry; of several, one in a usable pack, else one in a condemned pack. False when there is none.</summary>
    internal bool TryFindOrdinal(BlobId id, out long ordinal)
    {
        UInt128 key = IndexKey.Of(id);
        PackStanding best = PackStanding.Absent;
        ordinal = -1;
        for (int i = 0; i < _runs.Length && best != PackStanding.Usable; i++)
        {
            if (_runs[i].TryFindOrdinal(key, _packs, ref best, out long found))
            {
                ordinal = _firstOrdinals[i] + found;
            }
        }

        return ordinal >= 0;
    }

    /// <summary>Where the entry's record stands; its pack is the number of a line of the process's table.</summary>
    internal IndexPlace PlaceOf(long ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, OrdinalCount);
        int run = Array.BinarySearch(_firstOrdinals, ordinal);
        run = run >= 0 ? Array.LastIndexOf(_firstOrdinals, ordinal) : ~run - 1; // runs without entries share an ordinal with the next
        return _runs[run].PlaceOf(ordinal - _firstOrdinals[run]);
    }

    internal Blake3Digest PackOf(long ordinal) => _packs.LineOf(PlaceOf(ordinal).Pack).Id;

    /// <summary>All entries in the order of their ordinals: a pass over the places, nothing held.</summary>
    internal IEnumerable<IndexPlace> Places()
    {
        foreach (IndexRun run in _runs)
        {
            IndexCursor cursor = IndexCursor.Over(run);
            while (cursor.MoveNext())
            {
                yield return cursor.Place;
            }
        }
    }

    /// <summary>A run in memory of what no run of the backend has.</summary>
    internal static IndexRun Freeze(IReadOnlyList<IndexTail> tails, PackTable packs)
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
