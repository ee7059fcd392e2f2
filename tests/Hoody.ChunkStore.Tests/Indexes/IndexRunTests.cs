using System.Buffers.Binary;
using FsCheck.Xunit;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>What is merged is found again, and nothing else is: checked against a sorted list.</summary>
public sealed class IndexRunTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(7, 100)]
    [InlineData(8, 100)]
    [InlineData(9, 100)]
    [InlineData(1000, 100)]
    [InlineData(1000, 1_000_000)]
    [InlineData(20_000, 1_000_000)]
    public void Every_key_is_found_where_it_was_put_and_no_other_key_is(int count, int partEntries)
    {
        Random random = new(count);
        (UInt128 Key, IndexPlace Place)[] entries =
            [.. Enumerable.Range(0, count).Select(i => (RandomKey(random), new IndexPlace(i % 3, i, i % 1000, i))).OrderBy(entry => entry.Item1)];
        IndexRun run = Merge(partEntries, Packs(3), entries);
        PackTable packs = Present(3);
        foreach ((UInt128 key, IndexPlace place) in entries)
        {
            IndexMatch match = default;
            Assert.True(run.Contains(key));
            Assert.True(run.Find(key, packs, ref match));
            Assert.Equal(place, match.Place);
            Assert.False(run.Contains(key + 1));
            Assert.False(run.Contains(key - 1));
            Assert.False(run.Contains(key ^ (UInt128.One << 127)));
            Assert.False(run.Contains(RandomKey(random)));
        }

        Assert.False(run.Contains(UInt128.Zero));
        Assert.False(run.Contains(UInt128.MaxValue));
        Assert.Null(run.FindFault(isAgain: false, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(64)]
    [InlineData(120)]
    public void Keys_chosen_to_crowd_one_block_are_found_all_the_same(int sharedBits)
    {
        UInt128 mask = UInt128.MaxValue >> sharedBits;
        Random random = new(sharedBits);
        (UInt128 Key, IndexPlace Place)[] entries =
            [.. Enumerable.Range(0, 3000).Select(_ => RandomKey(random) & mask).Append(UInt128.MaxValue).Distinct().Order().Select((key, i) => (key, new IndexPlace(0, i, 1, 1)))];
        IndexRun run = Merge(1000, Packs(1), entries);
        Assert.All(entries, entry => Assert.True(run.Contains(entry.Key)));
    }

    [Property(MaxTest = 200)]
    public bool A_merge_says_what_its_sources_say_without_repeating_it(byte[] first, byte[] second, byte[] third)
    {
        // Few keys and packs, so that the same is said twice, and one blob stands in several packs.
        (UInt128 Key, IndexPlace Place)[][] sources =
            [.. new[] { first, second, third }.Select(bytes =>
                bytes.Select(b => ((UInt128)(b / 3) << 120, new IndexPlace(b % 3, b, b, b))).Order(Comparer<(UInt128, IndexPlace)>.Create(Compare)).ToArray())];
        IndexRun run = Merge(4, Packs(3), sources);
        List<(UInt128, IndexPlace)> read = [];
        IndexCursor cursor = IndexCursor.Over(run);
        while (cursor.MoveNext())
        {
            read.Add((cursor.Key, cursor.Place));
        }

        return read.OrderBy(entry => entry.Item1).ThenBy(entry => entry.Item2.Pack)
            .SequenceEqual(sources.SelectMany(source => source).Distinct().OrderBy(entry => entry.Key).ThenBy(entry => entry.Place.Pack));

        static int Compare((UInt128 Key, IndexPlace Place) left, (UInt128 Key, IndexPlace Place) right) =>
            left.Key != right.Key ? left.Key.CompareTo(right.Key) : left.Place.Pack.CompareTo(right.Place.Pack);
    }

    [Fact]
    public void A_merge_drops_the_entries_of_packs_that_are_not_in_its_table()
    {
        (UInt128 Key, IndexPlace Place)[] entries = [.. Enumerable.Range(0, 100).Select(i => ((UInt128)i << 100, new IndexPlace(i % 2, i, 1, 1)))];
        IndexMerge merge = new([IndexCursor.Over(entries)], [1], entries.Length, 1000);
        Assert.True(merge.TryBuildPart(out IndexHead.Part head, out _));
        Assert.Equal(50, head.EntryCount);
        Assert.False(merge.TryBuildPart(out _, out _));
    }

    [Fact]
    public void Of_a_blob_in_several_packs_a_usable_one_is_found_before_a_condemned_one_and_neither_when_absent()
    {
        UInt128 key = UInt128.One << 77;
        IndexRun run = Merge(10, Packs(3), [(key, new IndexPlace(0, 0, 1, 1)), (key, new IndexPlace(1, 1, 1, 1)), (key, new IndexPlace(2, 2, 1, 1))]);
        PackTable packs = Present(3);
        packs.SetAbsent(0);
        packs.SetCondemned([Packs(3)[1].Id]);
        IndexMatch match = default;
        Assert.True(run.Find(key, packs, ref match));
        Assert.Equal(2, match.Place.Pack);

        packs.SetAbsent(2);
        match = default;
        Assert.False(run.Find(key, packs, ref match));
        Assert.Equal((1, PackStanding.Condemned), (match.Place.Pack, match.Standing));

        packs.SetAbsent(1);
        match = default;
        Assert.False(run.Find(key, packs, ref match));
        Assert.Equal(PackStanding.Absent, match.Standing);
    }

    [Fact]
    public void A_million_chunks_of_64_KiB_take_less_than_32_bytes_each()
    {
        const int Count = 1_000_000;
        int packCount = Count / 512;
        int blockCount = Count / IndexBlock.KeysPerBlock;
        IndexHead head = new([new IndexHead.Part(Count, blockCount, 0, 1, default)], Packs(packCount), [], 0, 0);
        double each = (IndexPart.LengthOf(Count, blockCount) + head.Encode().Length) / (double)Count;
        Assert.InRange(each, 31, 32);
    }

    [Fact]
    public void One_stranger_in_fifty_passes_the_filter_at_most()
    {
        Random random = new(5);
        (UInt128 Key, IndexPlace Place)[] entries =
            [.. Enumerable.Range(0, 50_000).Select(_ => RandomKey(random)).Order().Select(key => (key, default(IndexPlace)))];
        IndexPart part = Assert.Single(Merge(100_000, Packs(1), entries).Parts);
        IndexKeyRange range = new(part.Head.FirstKey, part.Head.LastKey, part.Head.BlockCount);
        int passed = Enumerable.Range(0, 50_000).Count(_ => Passes(RandomKey(random)));
        Assert.InRange(passed, 1, 1000);

        bool Passes(UInt128 key)
        {
            long block = IndexPart.HeaderSize + ((long)range.BlockOf(key) * IndexBlock.Size);
            return range.Contains(key) && IndexBlock.MayHold(part.View.ReadUInt64(block), part.View.ReadUInt64(block + 8), (ulong)key);
        }
    }

    [Property(MaxTest = 300)]
    public bool A_place_is_read_as_it_was_written(int pack, int offset, int stored, int raw)
    {
        IndexPlace place = new(pack & 0xFFFFFF, offset & int.MaxValue, stored & 0xFFFFFF, raw & 0xFFFFFF);
        byte[] bytes = new byte[IndexPlace.Size];
        place.Write(bytes);
        return IndexPlace.Read(bytes) == place;
    }

    internal static UInt128 RandomKey(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    internal static PackTable.Line[] Packs(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new PackTable.Line(Blake3Hasher.Hash(BitConverter.GetBytes(i)), 100_000, 10, 1000)).OrderBy(pack => pack.Id)];

    private static PackTable Present(int count)
    {
        PackTable packs = new();
        foreach (PackTable.Line line in Packs(count))
        {
            packs.SetPresent(packs.GetOrAdd(line)[0], line);
        }

        return packs;
    }

    internal static IndexRun Merge(int partEntries, PackTable.Line[] packs, params (UInt128 Key, IndexPlace Place)[][] sources)
    {
        int[] numbers = [.. Enumerable.Range(0, packs.Length)];
        IndexMerge merge = new(sources.Select(IndexCursor.Over), numbers, sources.Sum(source => source.Length), partEntries);
        List<IndexHead.Part> heads = [];
        List<IndexPart> parts = [];
        while (merge.TryBuildPart(out IndexHead.Part head, out var content))
        {
            Assert.Equal(head.LengthBytes, content.Length);
            heads.Add(head);
            parts.Add(new IndexPart(ObjectViews.Copy(content), head));
        }

        return new IndexRun(Guid.NewGuid(), new IndexHead(heads, packs, [], 0, 0), parts, numbers);
    }
}
