using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Indexes;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>The index is damaged after the process has verified it, and collections go on.</summary>
public sealed class CollectionLaterDamageTests : IDisposable
{
    private const int ChunkCount = 10;
    private const int ChunkLength = 3000;

    private readonly TempDirectory _directory = new();

    private string Path => _directory["store"];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bit_of_the_index_that_flips_between_two_collections_of_a_process_has_nothing_live_deleted(bool maps)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(Path, new DiskBackendOptions { MapIndexes = maps }), StoreFixture.SmallPacks);
        await CommitAsync(store);
        await store.Index.Compactor.CompactAsync(default);
        Assert.Empty((await PlanAsync(store)).Packs);
        FlipBit(store.Index.Runs.Single().Parts.Single());

        CollectionResult result = await (await PlanAsync(store)).ApplyAsync();
        Assert.Equal(0, result.PacksDeleted);
        await AssertIntactAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pack_beyond_all_that_the_index_tells_of_later_ends_one_collection_and_no_more(bool maps)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(Path, new DiskBackendOptions { MapIndexes = maps }), StoreFixture.SmallPacks);
        await CommitAsync(store);
        await store.Index.Compactor.CompactAsync(default);
        Assert.Empty((await PlanAsync(store)).Packs);
        IndexRun run = store.Index.Runs.Single();
        FlipBit(run.Parts.Single(), 0x80);

        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => PlanAsync(store));
        Assert.Contains(IndexName.Head(run.Id), error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await (await PlanAsync(store)).ApplyAsync()).PacksDeleted);
        Assert.DoesNotContain(run, store.Index.Runs);
        await AssertIntactAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bit_of_the_index_that_flips_while_older_work_is_waited_for_has_nothing_deleted_that_it_came_to_use(bool maps)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(Path, new DiskBackendOptions { MapIndexes = maps }), StoreFixture.SmallPacks);
        BlobId snapshot = await CommitAsync(store);
        await store.Index.Compactor.CompactAsync(default);
        StorePin pin = await store.PinAsync();
        await store.Refs.DeleteAsync("one", 1);
        CollectionPlan plan = await store.PlanCollectionAsync(new ListedReferences(), new CollectionOptions
        {
            Pause = async (_, token) =>
            {
                await store.Refs.UpdateAsync("two", snapshot, 0, token);
                await pin.DisposeAsync();
                FlipBit(store.Index.Runs.Single().Parts.Single());
            },
        });
        Assert.Equal(ChunkCount + 1, plan.Packs.Count);

        Assert.Equal(0, (await plan.ApplyAsync()).PacksDeleted);
        await AssertIntactAsync();
    }

    /// <summary>A merge gives its run a good hash, which every later check then believes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bit_of_the_index_that_flips_after_a_collection_does_not_pass_through_a_merge(bool maps)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(Path, new DiskBackendOptions { MapIndexes = maps }), StoreFixture.SmallPacks);
        await CommitAsync(store);
        await store.Index.Compactor.CompactAsync(default);
        Assert.Empty((await PlanAsync(store)).Packs);
        IndexRun run = store.Index.Runs.Single();
        FlipBit(run.Parts.Single());
        await store.PutAsync([.. Enumerable.Range(100, 20).Select(seed => (BlobKind.Chunk, GarbageStore.Chunk(seed)))]);
        await store.Index.Compactor.CompactAsync(default);
        Assert.DoesNotContain(run, store.Index.Runs);

        await (await PlanAsync(store)).ApplyAsync();
        await AssertIntactAsync();
    }

    private async Task AssertIntactAsync()
    {
        await using BlobStore fresh = await BlobStore.OpenAsync(new DiskBackend(Path), StoreFixture.SmallPacks);
        for (int seed = 0; seed < ChunkCount; seed++)
        {
            await fresh.ReadAsync(GarbageStore.ChunkId(seed, ChunkLength), BlobKind.Chunk);
        }
    }

    private static Task<CollectionPlan> PlanAsync(BlobStore store) => store.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient);

    // Each chunk in a pack of its own.
    private static async Task<BlobId> CommitAsync(BlobStore store)
    {
        await using StorePin pin = await store.PinAsync();
        for (int seed = 0; seed < ChunkCount; seed++)
        {
            await store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(seed, ChunkLength)));
        }

        byte[] snapshot = ListedReferences.List(0, [.. Enumerable.Range(0, ChunkCount).Select(seed => (BlobKind.Chunk, GarbageStore.ChunkId(seed, ChunkLength)))]);
        return (await store.Refs.UpdateAsync("one", (await store.PutAsync((BlobKind.Snapshot, snapshot)))[0], 0)).Target;
    }

    // The lowest of a pack's number, unless another one is told: its only chunk then seems to stand in another pack.
    private void FlipBit(IndexPart part, int bit = 1)
    {
        int entry = Enumerable.Range(0, part.Head.EntryCount).First(i => part.PlaceAt(i) is { RawLength: ChunkLength, Pack: < ChunkCount });
        using FileStream file = new(Directory.GetFiles(System.IO.Path.Join(Path, "index"), "*-*").Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = part.View.LengthBytes - (IndexPlace.Size * (part.Head.EntryCount - entry));
        int before = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(before ^ bit));
    }
}
