using System.Buffers.Binary;
using FsCheck.Xunit;
using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>Marking many blobs by the beginnings of their ids finds what looking each up finds, and what a plain list of all places says.</summary>
public sealed class IndexSnapshotTests
{
    private const int PackCount = 5;

    [Property(MaxTest = 150)]
    public void What_is_marked_is_what_counts_of_each_blob(int seed, byte standings, bool isCrowded)
    {
        Random random = new(seed);
        UInt128[] universe = [.. Enumerable.Range(0, 400).Select(_ => isCrowded ? RandomKey(random) >> 54 : RandomKey(random)).DistinctBy(key => key >> 64)];
        List<(UInt128 Key, IndexPlace Place)>[] sources = [.. Enumerable.Range(0, 4).Select(_ => Entries(random, universe))];
        PackTable packs = Table(standings);
        using IndexSnapshot snapshot = Snapshot(packs, sources);

        // Also strangers.
        UInt128[] asked = [.. random.GetItems(universe, 200), .. random.GetItems(universe, 50).Select(key => key + ((UInt128)1 << 64)), .. Enumerable.Range(0, 100).Select(_ => RandomKey(random))];
        asked = [.. asked.DistinctBy(key => key >> 64).OrderBy(key => key)];
        OrdinalSet expected = new(snapshot.OrdinalCount);
        List<ulong> strangers = [];
        foreach (UInt128 key in asked)
        {
            UInt128 known = universe.FirstOrDefault(other => other >> 64 == key >> 64);
            PackStanding best = BestOf(sources, packs, known);
            Assert.Equal(best != PackStanding.Absent, snapshot.TryFindOrdinal(IdOf(known), out long ordinal));
            if (ordinal >= 0)
            {
                Assert.Equal(best, packs[snapshot.PlaceOf(ordinal).Pack]);
                Assert.Contains((known, snapshot.PlaceOf(ordinal)), sources.SelectMany(entries => entries));
                expected.Add(ordinal);
            }
            else
            {
                strangers.Add((ulong)(key >> 64));
            }
        }

        (OrdinalSet marked, List<ulong> missing) = Mark(snapshot, asked);
        Assert.Equal(Members(snapshot, expected), Members(snapshot, marked));
        Assert.Equal(strangers, missing);
    }

    /// <summary>Whoever looks for it finds two chunks that begin alike; neither may be lost for the other.</summary>
    [Property(MaxTest = 150)]
    public void Of_blobs_that_begin_alike_each_is_marked_and_no_entry_that_is_absent(int seed, byte standings)
    {
        Random random = new(seed);
        UInt128[] universe = [.. Enumerable.Range(0, 400).Select(_ => ((RandomKey(random) >> 122) << 64) | (RandomKey(random) >> 64)).DistinctBy(key => key & 0xFFFF)];
        List<(UInt128 Key, IndexPlace Place)>[] sources = [.. Enumerable.Range(0, 4).Select(_ => Entries(random, universe))];
        PackTable packs = Table(standings);
        using IndexSnapshot snapshot = Snapshot(packs, sources);
        Dictionary<int, UInt128> keys = universe.ToDictionary(StoredLengthOf);
        UInt128[] asked = [.. universe.Where(_ => random.Next(2) > 0).DistinctBy(key => key >> 64).OrderBy(key => key)];
        (OrdinalSet marked, List<ulong> missing) = Mark(snapshot, asked);
        HashSet<UInt128> beginnings = [.. asked.Select(key => key >> 64)];
        (UInt128 Key, PackStanding Standing)[] found = [.. Members(snapshot, marked).Select(snapshot.PlaceOf).Select(place => (keys[place.StoredLength], packs[place.Pack]))];
        Assert.All(found, entry => Assert.NotEqual(PackStanding.Absent, entry.Standing));
        Assert.All(found, entry => Assert.Contains(entry.Key >> 64, beginnings));
        foreach (UInt128 key in universe.Where(key => beginnings.Contains(key >> 64)))
        {
            PackStanding best = BestOf(sources, packs, key);
            if (best != PackStanding.Absent)
            {
                Assert.DoesNotContain((ulong)(key >> 64), missing);
                Assert.Contains((key, best), found);
            }
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(30_000)]
    public void Blobs_far_from_each_other_are_marked_too(int count)
    {
        Random random = new(count);
        UInt128[] universe = [.. Enumerable.Range(0, 30_000).Select(_ => RandomKey(random))];
        PackTable packs = Table(standings: 0);
        using IndexSnapshot snapshot = Snapshot(packs, [.. universe.Select((key, i) => (key, new IndexPlace(i % PackCount, i, 1, 1)))]);
        UInt128[] asked = [.. universe.Take(count).Order()];
        (OrdinalSet marked, List<ulong> missing) = Mark(snapshot, asked);
        Assert.Empty(missing);
        Assert.Equal(asked, Members(snapshot, marked).Select(ordinal => universe[snapshot.PlaceOf(ordinal).Offset]).Order());
    }

    [Property(MaxTest = 100)]
    public void The_stored_bytes_of_each_pack_are_those_of_its_chosen_entries(int seed)
    {
        Random random = new(seed);
        UInt128[] universe = [.. Enumerable.Range(0, 300).Select(_ => RandomKey(random))];
        using IndexSnapshot snapshot = Snapshot(Table(standings: 0), Entries(random, universe), Entries(random, universe));
        OrdinalSet chosen = new(snapshot.OrdinalCount);
        long[] expected = new long[PackCount];
        for (long ordinal = 0; ordinal < snapshot.OrdinalCount; ordinal++)
        {
            if (random.Next(3) > 0)
            {
                Assert.True(chosen.Add(ordinal));
                IndexPlace place = snapshot.PlaceOf(ordinal);
                expected[place.Pack] += place.StoredLength + 7;
            }
        }

        Assert.Equal(expected, snapshot.StoredBytesByPack(chosen, extraBytes: 7));
    }

    private static (OrdinalSet Marked, List<ulong> Missing) Mark(IndexSnapshot snapshot, UInt128[] keys)
    {
        OrdinalSet marked = new(snapshot.OrdinalCount);
        List<ulong> missing = [];
        snapshot.Mark([.. keys.Select(key => (ulong)(key >> 64))], marked, missing);
        return (marked, missing);
    }

    private static long[] Members(IndexSnapshot snapshot, OrdinalSet set) =>
        [.. Enumerable.Range(0, (int)snapshot.OrdinalCount).Select(ordinal => (long)ordinal).Where(set.Contains)];

    private static PackStanding BestOf(List<(UInt128 Key, IndexPlace Place)>[] sources, PackTable packs, UInt128 key) =>
        sources.SelectMany(entries => entries).Where(entry => entry.Key == key).Select(entry => packs[entry.Place.Pack]).DefaultIfEmpty(PackStanding.Absent).Max();

    // What two sources say of one blob differs in the pack, or is the same; within a source a blob may stand in several packs.
    private static List<(UInt128 Key, IndexPlace Place)> Entries(Random random, UInt128[] universe) =>
        [.. Enumerable.Range(0, 250).Select(_ => random.Next(universe.Length))
            .Select(i => (Key: universe[i], Pack: random.Next(PackCount))).Distinct()
            .Select(entry => (entry.Key, new IndexPlace(entry.Pack, (int)(uint)(entry.Key >> 98), StoredLengthOf(entry.Key), 1)))];

    private static int StoredLengthOf(UInt128 key) => 1 + (int)(uint)(key & 0xFFFF);

    // Two bits a pack; with 0 all are usable.
    private static PackTable Table(byte standings)
    {
        PackTable packs = new();
        PackTable.Line[] lines = IndexRunTests.Packs(PackCount);
        foreach (PackTable.Line line in lines)
        {
            packs.SetPresent(packs.GetOrAdd(line)[0], line);
        }

        PackStanding StandingOf(int pack) => (PackStanding)(3 - ((standings >> (pack * 2)) & 3));
        packs.SetCondemned(lines.Where((_, i) => StandingOf(i) == PackStanding.Condemned).Select(line => line.Id));
        packs.SetQuarantined(lines.Where((_, i) => StandingOf(i) == PackStanding.Quarantined).Select(line => line.Id));
        for (int i = 0; i < lines.Length; i++)
        {
            if (StandingOf(i) == PackStanding.Absent)
            {
                packs.SetAbsent(i);
            }
        }

        return packs;
    }

    // The last source becomes a tail, each other one a run of several parts.
    private static IndexSnapshot Snapshot(PackTable packs, params List<(UInt128 Key, IndexPlace Place)>[] sources)
    {
        IndexTail tail = new();
        foreach ((UInt128 key, IndexPlace place) in sources[^1])
        {
            tail.Add(key, place, isDuplicate: false);
        }

        IndexRun[] runs = [.. sources[..^1].Select(entries =>
            IndexRunTests.Merge(100, IndexRunTests.Packs(PackCount), [.. entries.OrderBy(entry => entry.Key).ThenBy(entry => entry.Place.Pack)]))];
        using IndexSources held = new(runs, [tail]);
        Array.ForEach(runs, run => run.Dispose());
        bool isForgotten = false;
        return new IndexSnapshot(held, packs, _ => !isForgotten && (isForgotten = true));
    }

    private static UInt128 RandomKey(Random random) => IndexRunTests.RandomKey(random);

    private static BlobId IdOf(UInt128 key)
    {
        byte[] bytes = new byte[BlobId.LengthBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return new BlobId(bytes);
    }
}
