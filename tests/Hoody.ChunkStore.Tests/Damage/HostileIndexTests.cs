using System.Buffers.Binary;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.ChunkStore.Verification;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Damage;

/// <summary>An index that lies under right hashes: it is found out, named and left out, and every blob is read from the packs.</summary>
public sealed class HostileIndexTests
{
    // The first part has six entries in one block; the second one four. One pack has them all.
    private const int FirstPart = IndexHeadFrame.Size;
    private const int Pack = FirstPart + (2 * IndexHead.Part.Size);
    private const int Keys = IndexPart.HeaderSize + (2 * IndexBlock.Size);
    private const int Places = Keys + (6 * IndexKey.Size);

    public static TheoryData<string> Parts => new(s_partLies.Keys);

    private static readonly Dictionary<string, Action<byte[]>> s_partLies = new(StringComparer.Ordinal)
    {
        ["magic"] = part => part[0] ^= 1,
        ["version"] = part => part[3]++,
        ["entry count"] = part => Write(part, 4, 7),
        ["block count"] = part => Write(part, 8, int.MaxValue),
        ["reserved"] = part => part[12] = 1,
        ["first block begins later"] = part => Write(part, 16, 1),
        ["first block begins beyond the part"] = part => Write(part, 16, -1),
        ["filter knows nothing"] = part => part.AsSpan(20, 12).Clear(),
        ["last block ends too early"] = part => Write(part, 32, 5),
        ["last block ends beyond the part"] = part => Write(part, 32, 1000),
        ["two keys have changed places"] = part => SwapKeys(part, 1, 2),
        ["first key is another"] = part => part.AsSpan(Keys, IndexKey.Size).Clear(),
        ["last key is another"] = part => part.AsSpan(Keys + (5 * IndexKey.Size), IndexKey.Size).Fill(0xFF),
        ["pack beyond the table"] = part => part[Places] = 1,
        ["pack far beyond the table"] = part => part.AsSpan(Places, 3).Fill(0xFF),
        ["negative offset"] = part => Write(part, Places + 3, -1),
        ["greatest offset"] = part => Write(part, Places + 3, int.MaxValue),
        ["record in the directory of its pack"] = part => Write(part, Places + 3, 1400),
        ["stored length beyond raw length"] = part => part[Places + 7] = 0xFF,
        ["lengths beyond any blob"] = part => part.AsSpan(Places + 7, 6).Fill(0xFF),
    };

    [Theory]
    [InlineData(4, int.MaxValue)]
    [InlineData(4, IndexHeadFrame.MaxParts + 1)]
    [InlineData(4, -1)]
    [InlineData(4, 3)]
    [InlineData(8, int.MaxValue)]
    [InlineData(8, int.MinValue)]
    [InlineData(8, 0)]
    [InlineData(12, int.MaxValue)]
    [InlineData(12, -1)]
    [InlineData(32, 1)]
    [InlineData(36, int.MinValue)]
    [InlineData(FirstPart, 0)]
    [InlineData(FirstPart, -1)]
    [InlineData(FirstPart, int.MaxValue)]
    [InlineData(FirstPart + 4, 0)]
    [InlineData(FirstPart + 4, -1)]
    [InlineData(FirstPart + 4, int.MaxValue)]
    [InlineData(FirstPart + 24, -1)]
    [InlineData(Pack + 32, PackFooter.Size - 1)]
    [InlineData(Pack + 32, -1)]
    [InlineData(Pack + 32, int.MaxValue)]
    [InlineData(Pack + 36, -1)]
    [InlineData(Pack + 36, 9)]
    [InlineData(Pack + 36, PackDirectory.MaxCount + 1)]
    public async Task A_number_in_a_head_that_cannot_be_is_refused(int offset, int value) =>
        await AssertLeftOutAsync(head => Write(head, offset, value));

    [Theory]
    [InlineData(16, -1)]
    [InlineData(16, 11)]
    [InlineData(16, long.MaxValue)]
    [InlineData(24, -1)]
    [InlineData(24, 1)]
    [InlineData(24, long.MaxValue)]
    [InlineData(Pack + 40, -1)]
    [InlineData(Pack + 40, long.MaxValue)]
    [InlineData(Pack + 40, (10L * BlobStore.MaxBlobLengthBytes) + 1)]
    public async Task A_sum_in_a_head_that_cannot_be_is_refused(int offset, long value) =>
        await AssertLeftOutAsync(head => BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(offset), value));

    [Theory]
    [InlineData((byte)'0')]
    [InlineData((byte)':')]
    [InlineData((byte)0)]
    public async Task A_head_of_no_version_is_left_out_and_named(byte version) => await AssertLeftOutAsync(head => head[3] = version);

    [Fact]
    public async Task Parts_that_overlap_are_refused() => await AssertLeftOutAsync(head =>
        head.AsSpan(FirstPart + 24, IndexKey.Size).CopyTo(head.AsSpan(FirstPart + IndexHead.Part.Size + 8))); // the second begins with the first's last key

    [Fact]
    public void Packs_and_removed_packs_that_are_out_of_order_or_there_twice_are_refused()
    {
        PackTable.Line[] packs = Indexes.IndexRunTests.Packs(2);
        Blake3Digest[] ids = [.. packs.Select(pack => pack.Id)];
        AssertRefused(new IndexHead([], [packs[1], packs[0]], [], 0, 0));
        AssertRefused(new IndexHead([], [packs[0], packs[0]], [], 0, 0));
        AssertRefused(new IndexHead([], [], [ids[1], ids[0]], 0, 0));
        AssertRefused(new IndexHead([], [], [ids[0], ids[0]], 0, 0));
        Assert.Equal(ids, IndexHead.Decode(new IndexHead([], packs, ids, 0, 0).Encode(), "It").Removed);

        static void AssertRefused(IndexHead head) => Assert.Throws<CorruptDataException>(() => IndexHead.Decode(head.Encode(), "It"));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_part_that_no_writer_makes_is_refused_whatever_its_hash(string lie)
    {
        (SortedDictionary<string, byte[]> objects, BlobId[] ids) = await Forgery.IndexedAsync();
        Forgery.ForgePart(objects, s_partLies[lie]);
        await AssertLeftOutAsync(objects, ids);
    }

    [Fact]
    public void A_head_whose_parts_are_longer_than_any_is_refused()
    {
        IndexHead head = new(
            [new IndexHead.Part(3_000_000, 1, 0, 1, default)],
            [.. Indexes.IndexRunTests.Packs(30).Select(pack => pack with { EntryCount = 100_000 })],
            [],
            0,
            0);
        Assert.Contains("part 0, at 40", Assert.Throws<CorruptDataException>(() => IndexHead.Decode(head.Encode(), "It")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_head_cannot_break_the_statistics_of_a_store()
    {
        (SortedDictionary<string, byte[]> objects, BlobId[] ids) = await Forgery.IndexedAsync();
        Forgery.ForgeHead(objects, head =>
        {
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(16), 10);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(24), 10L * BlobStore.MaxBlobLengthBytes);
        });
        await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects));
        Assert.Equal((0, 0), (store.GetStatistics().Blobs, store.GetStatistics().PlainBytes));
        await AssertReadAsync(store, ids);
    }

    private static async Task AssertLeftOutAsync(Action<byte[]> change)
    {
        (SortedDictionary<string, byte[]> objects, BlobId[] ids) = await Forgery.IndexedAsync();
        Forgery.ForgeHead(objects, change);
        await AssertLeftOutAsync(objects, ids);
    }

    private static async Task AssertLeftOutAsync(SortedDictionary<string, byte[]> objects, BlobId[] ids)
    {
        MemoryBackend backend = await BackendContent.ToBackendAsync(objects);
        await using (BlobStore store = await BlobStore.OpenAsync(backend))
        {
            Assert.All(ids, id => Assert.True(store.Contains(id) || store.Index.Runs.Count > 0)); // a run that is not verified yet may hide one
            await AssertReadAsync(store, ids);
        }

        await using (BlobStore store = await BlobStore.OpenAsync(backend))
        {
            VerificationReport report = await store.FindDamageAsync(isReadOnly: true);
            Assert.Equal(Forgery.HeadOf(objects), Assert.Single(report.Objects).Name);
            Assert.Empty(report.Packs);
            Assert.Empty(store.Index.Runs);
            Assert.All(ids, id => Assert.True(store.Contains(id)));
            await (await store.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient)).ApplyAsync();
            await store.Index.Compactor.CompactAsync(default);
        }

        Assert.True((await backend.FindDamageAsync()).IsSound);
    }

    private static async Task AssertReadAsync(BlobStore store, BlobId[] ids)
    {
        foreach (BlobId id in ids)
        {
            Assert.Equal(id, BlobId.Compute(BlobKind.Chunk, await store.ReadAsync(id, BlobKind.Chunk)));
        }
    }

    private static void Write(byte[] bytes, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);

    private static void SwapKeys(byte[] part, int first, int second)
    {
        Span<byte> left = part.AsSpan(Keys + (first * IndexKey.Size), IndexKey.Size);
        Span<byte> right = part.AsSpan(Keys + (second * IndexKey.Size), IndexKey.Size);
        byte[] kept = left.ToArray();
        right.CopyTo(left);
        kept.CopyTo(right);
    }
}
