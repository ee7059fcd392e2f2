using System.Buffers.Binary;
using FsCheck.Xunit;
using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>Looking many blobs up together finds what looking each up alone finds, and what a plain list of all places says.</summary>
public sealed class IndexSnapshotTests
{
    private const int PackCount = 5;

    [Property(MaxTest = 150)]
    public void Many_blobs_looked_up_together_are_found_as_each_alone_is(int seed, byte standings, bool isCrowded)
    {
        Random random = new(seed);
        UInt128[] universe = [.. Enumerable.Range(0, 400).Select(_ => isCrowded ? RandomKey(random) >> 118 : RandomKey(random)).Distinct()];
        List<(UInt128 Key, IndexPlace Place)>[] sources = [.. Enumerable.Range(0, 4).Select(_ => Entries(random, universe))];
        PackTable packs = Table(standings);
        using IndexSnapshot snapshot = Snapshot(packs, sources);

        // Also strangers, and ids that are asked for twice: more than are looked up at once.
        UInt128[] asked = [.. universe, .. universe, .. universe.Select(key => key + 1), .. Enumerable.Range(0, 100).Select(_ => RandomKey(random))];
        random.Shuffle(asked);
        BlobId[] ids = [.. asked.Select(IdOf)];
        long[] ordinals = new long[ids.Length];
        snapshot.FindOrdinals(ids, ordinals);
        for (int i = 0; i < ids.Length; i++)
        {
            PackStanding best = sources.SelectMany(entries => entries).Where(entry => entry.Key == asked[i])
                .Select(entry => packs[entry.Place.Pack]).DefaultIfEmpty(PackStanding.Absent).Max();
            Assert.Equal(best != PackStanding.Absent, snapshot.TryFindOrdinal(ids[i], out long alone));
            Assert.Equal(alone, ordinals[i]);
            if (alone >= 0)
            {
                IndexPlace place = snapshot.PlaceOf(alone);
                Assert.Equal(best, packs[place.Pack]);
                Assert.Contains((asked[i], place), sources.SelectMany(entries => entries));
            }
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(30_000)]
    public void Blobs_far_from_each_other_are_found_too(int count)
    {
        Random random = new(count);
        UInt128[] universe = [.. Enumerable.Range(0, 30_000).Select(_ => RandomKey(random))];
        PackTable packs = Table(standings: 0);
        using IndexSnapshot snapshot = Snapshot(packs, [.. universe.Select((key, i) => (key, new IndexPlace(i % PackCount, i, 1, 1)))]);
        BlobId[] ids = [.. random.GetItems(universe, count).Select(IdOf)];
        long[] ordinals = new long[count];
        snapshot.FindOrdinals(ids, ordinals);
        Assert.Equal(ids, ordinals.Select(ordinal => IdOf(universe[snapshot.PlaceOf(ordinal).Offset])));
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

    // What two sources say of one blob differs in the pack, or is the same; within a source a blob may stand in several packs.
    private static List<(UInt128 Key, IndexPlace Place)> Entries(Random random, UInt128[] universe) =>
        [.. Enumerable.Range(0, 250).Select(_ => random.Next(universe.Length))
            .Select(i => (Key: universe[i], Pack: random.Next(PackCount))).Distinct()
            .Select(entry => (entry.Key, new IndexPlace(entry.Pack, (int)(uint)(entry.Key >> 98), 1 + (int)(uint)(entry.Key & 0xFFFF), 1)))];

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
