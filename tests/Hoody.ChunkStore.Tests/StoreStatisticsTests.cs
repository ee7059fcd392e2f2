using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests;

public sealed class StoreStatisticsTests
{
    // Of a chunk of 100 bytes: record header, payload, and its line in the pack's directory.
    private const int ChunkBytes = PackRecordHeader.Size + 100 + PackEntry.Size;

    [Fact]
    public async Task Duplicates_are_logical_bytes_and_no_unique_ones()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobStore store = garbage.Store;
        await store.PutAsync((BlobKind.Chunk, new byte[10]), (BlobKind.Chunk, new byte[10]), (BlobKind.Chunk, new byte[5]));
        await store.PutAsync((BlobKind.Chunk, new byte[5]));
        StoreStatistics statistics = store.GetStatistics();
        Assert.Equal((2, 15), (statistics.Blobs, statistics.PlainBytes));
        Assert.Equal((30, 15), (statistics.LogicalBytesPut, statistics.UniqueBytesPut));
    }

    [Fact]
    public async Task What_was_put_is_counted_from_the_opening_on()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.Store.PutAsync((BlobKind.Chunk, new byte[10]));
        await using BlobStore reopened = await BlobStore.OpenAsync(garbage.Memory, StoreFixture.SmallPacks);
        await reopened.PutAsync((BlobKind.Chunk, new byte[10]));
        Assert.Equal((10, 0), (reopened.GetStatistics().LogicalBytesPut, reopened.GetStatistics().UniqueBytesPut));
        Assert.Equal(10, reopened.GetStatistics().PlainBytes);
    }

    [Fact]
    public async Task Nobody_knows_what_is_dead_before_a_plan()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.Store.PutAsync((BlobKind.Chunk, new byte[10]));
        Assert.Null(garbage.Store.GetStatistics().DeadBytes);
        Assert.Null(garbage.Store.GetStatistics().DeadBytesMeasuredAt);
    }

    [Fact]
    public async Task A_plan_measures_what_is_dead_and_notes_when()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using GarbageStore garbage = await WithTwoDeadOfThreeAsync();
        await garbage.PlanAsync(GarbageStore.Impatient with { Time = time });
        time.Advance(TimeSpan.FromHours(1));
        StoreStatistics statistics = garbage.Store.GetStatistics();
        Assert.Equal(DeadOfMixed + DeadOfWhole, statistics.DeadBytes);
        Assert.Equal(time.Start, statistics.DeadBytesMeasuredAt);
    }

    [Fact]
    public async Task What_is_collected_is_not_dead_any_more_whoever_collects_it()
    {
        await using GarbageStore garbage = await WithTwoDeadOfThreeAsync();
        await garbage.PlanAsync();
        await using (BlobStore other = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks))
        {
            CollectionOptions options = GarbageStore.Impatient with { RewriteDeadShare = 1 }; // only what is wholly dead
            await (await other.PlanCollectionAsync(new ListedReferences(), options)).ApplyAsync();
        }

        await Assert.ThrowsAsync<BlobNotFoundException>(() => garbage.Store.ReadAsync(GarbageStore.ChunkId(99), BlobKind.Chunk)); // a look at the packs
        Assert.Equal(DeadOfMixed, garbage.Store.GetStatistics().DeadBytes);
    }

    [Fact]
    public async Task After_a_collection_of_everything_nothing_is_dead()
    {
        await using GarbageStore garbage = await WithTwoDeadOfThreeAsync();
        await garbage.CollectAsync(GarbageStore.Impatient with { RewriteDeadShare = 0 });
        Assert.Equal(0, garbage.Store.GetStatistics().DeadBytes);
        await garbage.PlanAsync();
        Assert.Equal(0, garbage.Store.GetStatistics().DeadBytes);
    }

    [Fact]
    public async Task What_a_collection_has_copied_is_counted_once()
    {
        await using GarbageStore garbage = await WithTwoDeadOfThreeAsync();
        await garbage.Store.Index.Compactor.CompactAsync(default); // in a run, of which a collection takes nothing away
        CollectionResult result = await garbage.CollectAsync();
        Assert.Equal(ChunkBytes, result.BytesRewritten);
        StoreStatistics statistics = garbage.Store.GetStatistics();
        Assert.Equal((2, 100 + 33), (statistics.Blobs, statistics.PlainBytes)); // a chunk, and a snapshot that refers to it
    }

    [Fact]
    public async Task What_a_verification_has_copied_is_counted_once_when_the_damaged_pack_has_gone()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { Compression = BlobCodec.None });
        await garbage.CommitAsync("a", 1, 2);
        await garbage.CommitAsync("a", 2);
        await garbage.Store.Index.Compactor.CompactAsync(default);
        Assert.True(garbage.Store.Index.TryGet(GarbageStore.ChunkId(1), out Hoody.Hashing.Blake3Digest pack, out PackEntryLocation location));
        await garbage.Memory.FlipAsync(PackName.Of(pack), location.Offset + PackRecordHeader.Size);
        await garbage.Store.VerifyAsync(new VerificationOptions { Depth = VerificationDepth.Full });
        await garbage.CollectAsync();
        Assert.Equal(2, garbage.Store.GetStatistics().Blobs);
    }

    [Fact]
    public async Task The_index_is_told_apart_into_runs_parts_and_the_tail()
    {
        BlobStoreOptions options = StoreFixture.SmallPacks with { IndexPartEntries = 4 };
        await using GarbageStore garbage = await GarbageStore.CreateAsync(options);
        await garbage.Store.PutAsync([.. Enumerable.Range(0, 8).Select(i => (BlobKind.Chunk, GarbageStore.Chunk(i)))]);
        Assert.Equal((0, 0, 0, 8), Index(garbage.Store));
        await garbage.Store.Index.Compactor.CompactAsync(default);
        Assert.Equal((1, 2, 0), (Index(garbage.Store).Runs, Index(garbage.Store).Parts, Index(garbage.Store).Tail));
        string[] parts = [.. (await garbage.Memory.NamesAsync("index/")).Where(name => name.Contains('-', StringComparison.Ordinal))];
        Assert.Equal(await LengthAsync(garbage.Memory, parts), Index(garbage.Store).Bytes);
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => garbage.Store.GetStatistics());
    }

    private static long DeadOfMixed => 2 * ChunkBytes;

    // The snapshot of before: three references of 33 bytes.
    private static long DeadOfWhole => PackRecordHeader.Size + (3 * 33) + PackEntry.Size;

    /// <summary>One pack of three chunks of which one is live, and one pack of a snapshot that is dead.</summary>
    private static async Task<GarbageStore> WithTwoDeadOfThreeAsync()
    {
        GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { Compression = BlobCodec.None });
        await garbage.CommitAsync("a", 1, 2, 3);
        await garbage.CommitAsync("a", 1);
        return garbage;
    }

    private static (long Runs, long Parts, long Bytes, long Tail) Index(BlobStore store)
    {
        StoreStatistics statistics = store.GetStatistics();
        return (statistics.IndexRuns, statistics.IndexParts, statistics.IndexBytes, statistics.IndexTailBlobs);
    }

    private static async Task<long> LengthAsync(MemoryBackend backend, IEnumerable<string> names)
    {
        long length = 0;
        foreach (string name in names)
        {
            length += await backend.GetLengthAsync(name, default) ?? throw new ObjectNotFoundException(name);
        }

        return length;
    }
}
