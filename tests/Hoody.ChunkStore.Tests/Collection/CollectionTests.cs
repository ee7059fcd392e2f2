using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Collection;

public sealed class CollectionTests
{
    [Fact]
    public async Task What_no_ref_needs_is_deleted_and_the_rest_stays()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("kept", 1, 2);
        await garbage.CommitAsync("dropped", 2, 3);
        await garbage.DeleteAsync("dropped");
        CollectionResult result = await garbage.CollectAsync();
        Assert.Equal((2, 0), (result.PacksDeleted, result.PacksSpared)); // chunk 3, and the snapshot
        Assert.True(garbage.Store.Contains(GarbageStore.ChunkId(2)));
        Assert.False(garbage.Store.Contains(GarbageStore.ChunkId(3)));
        Assert.Equal(3, garbage.Store.GetStatistics().Blobs);
        Assert.Equal(2, (await garbage.PacksAsync()).Length);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_plan_says_what_would_be_done_and_does_nothing()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("kept", 1);
        await garbage.CommitAsync("dropped", 2);
        await garbage.DeleteAsync("dropped");
        SortedDictionary<string, byte[]> before = await BackendContent.ReadAsync(garbage.Memory);
        CollectionPlan plan = await garbage.PlanAsync();
        Assert.Equal(before, await BackendContent.ReadAsync(garbage.Memory));
        Assert.Equal(2, plan.Packs.Count);
        Assert.All(plan.Packs, pack => Assert.Equal(before[pack.Name].Length, pack.LengthBytes));
        Assert.All(plan.Packs, pack => Assert.Equal(0, pack.LiveBytes));
        Assert.Contains($"Delete 2 packs, {plan.BytesToDelete} bytes", plan.ToString(), StringComparison.Ordinal);
        CollectionResult result = await plan.ApplyAsync();
        Assert.Equal((plan.BytesToDelete, plan.BytesToDelete), (result.BytesDeleted, result.BytesWon));
    }

    [Fact]
    public async Task A_plan_that_finishes_a_collection_names_what_is_still_there()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("kept", 1);
        await garbage.CommitAsync("dropped", 2);
        await garbage.DeleteAsync("dropped");
        int deletionCount = 0;
        garbage.Backend.Before = (operation, name) =>
            operation == BackendOperation.Delete && name.StartsWith(PackName.Prefix, StringComparison.Ordinal) && ++deletionCount == 2
                ? throw new BackendException($"Cannot delete '{name}': EIO.") : Task.CompletedTask;
        await Assert.ThrowsAsync<BackendException>(() => garbage.CollectAsync());
        garbage.Backend.Before = (_, _) => Task.CompletedTask;

        // Its index does not tell of them any more.
        CollectionPlan plan = await garbage.PlanAsync();
        Assert.True(plan.IsContinuation);
        PlannedPack left = Assert.Single(plan.Packs);
        Assert.Contains(left.Name, await garbage.PacksAsync());
        CollectionResult result = await plan.ApplyAsync();
        Assert.Equal((1, left.LengthBytes), (result.PacksDeleted, result.BytesDeleted));
        Assert.Equal(2, (await garbage.PacksAsync()).Length);
    }

    [Fact]
    public async Task A_collected_store_has_nothing_to_collect()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1, 2, 3);
        await garbage.CommitAsync("a", 2, 3, 4);
        await garbage.CollectAsync();
        CollectionPlan plan = await garbage.PlanAsync();
        Assert.Empty(plan.Packs);
        Assert.Equal((0, 0L), (plan.PacksLeft, plan.DeadBytesLeft));
    }

    [Fact]
    public async Task Mixed_packs_are_rewritten_from_the_chosen_dead_share_on()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("large", 1, 2, 3, 4, 5); // one pack of five chunks
        await garbage.CommitAsync("small", 1);
        await garbage.DeleteAsync("large");
        CollectionPlan kept = await garbage.PlanAsync(GarbageStore.Impatient with { RewriteDeadShare = 0.9 });
        Assert.Equal(0, kept.BytesToRewrite);
        Assert.Equal((1, 4 * 196L), (kept.PacksLeft, kept.DeadBytesLeft)); // a record of 52 + 100 bytes and 44 in the directory, each
        CollectionPlan rewritten = await garbage.PlanAsync(GarbageStore.Impatient with { RewriteDeadShare = 0.7 });
        Assert.Equal(196, rewritten.BytesToRewrite);
        CollectionResult result = await rewritten.ApplyAsync();
        Assert.Equal((2, 196L), (result.PacksDeleted, result.BytesRewritten));
        Assert.Equal(2, garbage.Store.GetStatistics().Blobs);
        Assert.Equal(GarbageStore.Chunk(1), await garbage.Store.ReadAsync(GarbageStore.ChunkId(1), BlobKind.Chunk));
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_run_copies_no_more_than_its_budget()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1, 2, 3, 4, 5);
        await garbage.CommitAsync("b", 11, 12, 13, 14, 15);
        await garbage.CommitAsync("a", 1);
        await garbage.CommitAsync("b", 11);
        CollectionPlan plan = await garbage.PlanAsync(GarbageStore.Impatient with { MaxRewriteBytes = 200 });
        Assert.Equal(196, plan.BytesToRewrite);
        Assert.Equal(1, plan.PacksLeft);
        await plan.ApplyAsync();
        await garbage.CollectAsync(GarbageStore.Impatient with { MaxRewriteBytes = 200 });
        Assert.Empty((await garbage.PlanAsync()).Packs);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task Trees_are_followed_however_deep_they_are_and_wherever_they_stand()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        (BlobKind Kind, BlobId Id) last = (BlobKind.Chunk, (await garbage.Store.PutAsync((BlobKind.Chunk, [9])))[0]);
        for (int depth = 0; depth < 60; depth++)
        {
            byte[] tree = ListedReferences.List(depth % 30, last);
            last = (BlobKind.Tree, (await garbage.Store.PutAsync((BlobKind.Tree, tree), (BlobKind.Chunk, [(byte)depth, 1])))[0]);
        }

        BlobId snapshot = (await garbage.Store.PutAsync((BlobKind.Snapshot, ListedReferences.List(0, last))))[0];
        await garbage.Store.Refs.UpdateAsync("a", snapshot, 0);
        CollectionResult result = await garbage.CollectAsync();
        Assert.Equal(60, result.PacksDeleted);
        Assert.Equal(62, garbage.Store.GetStatistics().Blobs);
        await garbage.AssertIntactAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1300)]
    [InlineData(2599)]
    public async Task Of_thousands_of_chunks_the_one_that_is_missing_is_named(int missing)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync(new BlobStoreOptions());
        int[] chunks = [.. Enumerable.Range(0, 2600)];
        await garbage.Store.PutAsync([.. chunks.Where(seed => seed != missing).Select(seed => (BlobKind.Chunk, GarbageStore.Chunk(seed)))]);
        await garbage.Store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(9999)));
        BlobId[] lists = await garbage.Store.PutAsync(
            [.. chunks.Chunk(100).Select(part => (BlobKind.ChunkList, ListedReferences.List(0, [.. part.Select(seed => (BlobKind.Chunk, GarbageStore.ChunkId(seed)))])))]);
        BlobId[] roots = await garbage.Store.PutAsync((BlobKind.Tree, ListedReferences.List(0, [.. lists.Select(list => (BlobKind.ChunkList, list))])));
        await garbage.Store.Refs.UpdateAsync("a", roots[0], 0);
        BlobNotFoundException error = await Assert.ThrowsAsync<BlobNotFoundException>(() => garbage.PlanAsync());
        Assert.Equal(GarbageStore.ChunkId(missing), error.Id);

        // Stored after all, and only what nothing needs is dead.
        await garbage.Store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(missing)));
        CollectionPlan plan = await garbage.PlanAsync();
        Assert.Equal(196, Assert.Single(plan.Packs).LengthBytes - PackDirectory.LengthOf(0) - PackFooter.Size);
    }

    [Fact]
    public async Task Trees_that_name_each_other_in_one_pack_are_read_once_each()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync(new BlobStoreOptions());
        List<(BlobKind, byte[])> chain = [(BlobKind.Tree, ListedReferences.List(1))];
        for (int i = 0; i < 50; i++)
        {
            chain.Add((BlobKind.Tree, ListedReferences.List(0, (BlobKind.Tree, BlobId.Compute(BlobKind.Tree, chain[^1].Item2)))));
        }

        BlobId[] ids = await garbage.Store.PutAsync([.. chain]);
        await garbage.Store.Refs.UpdateAsync("a", ids[^1], 0);
        CountingReferences counting = new();
        await garbage.Store.PlanCollectionAsync(counting);
        Assert.Equal(ids.Length, counting.Count);
    }

    [Fact]
    public async Task A_copy_that_two_packs_hold_is_kept_once()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await using (BlobStore other = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks))
        {
            await garbage.CommitAsync("a", 1);
            await GarbageStore.CommitAsync(other, "b", 1); // opened before: it does not know that the first store has it
        }

        Assert.Equal(4, (await garbage.PacksAsync()).Length);
        await garbage.CollectAsync();
        Assert.Equal(2, (await garbage.PacksAsync()).Length);
        await garbage.AssertIntactAsync();
    }

    [Theory]
    [InlineData(BlobKind.Snapshot)]
    [InlineData(BlobKind.Chunk)]
    public async Task When_something_live_is_missing_nothing_is_deleted(BlobKind kind)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.CommitAsync("b", 2);
        await garbage.DeleteAsync("b");
        BlobId missing = kind == BlobKind.Chunk ? GarbageStore.ChunkId(1) : GarbageStore.SnapshotId(1);
        await garbage.Memory.DeleteAsync(await PackOfAsync(garbage, missing), default);
        await AssertRefusedAsync(garbage.Memory);
    }

    [Fact]
    public async Task When_something_live_is_damaged_nothing_is_deleted()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.CommitAsync("b", 2);
        await garbage.DeleteAsync("b");
        string pack = await PackOfAsync(garbage, GarbageStore.SnapshotId(1));
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(garbage.Memory);
        for (int i = 0; i < objects[pack].Length; i += 7)
        {
            SortedDictionary<string, byte[]> damaged = new(objects, StringComparer.Ordinal) { [pack] = [.. objects[pack]] };
            damaged[pack][i] ^= 1;
            await AssertRefusedAsync(await BackendContent.ToBackendAsync(damaged));
        }
    }

    [Fact]
    public async Task When_a_ref_is_damaged_nothing_is_deleted()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.CommitAsync("a", 2);
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(garbage.Memory);
        objects[RefName.ObjectOf("a", 2)][30] ^= 1;
        await AssertRefusedAsync(await BackendContent.ToBackendAsync(objects));
    }

    [Fact]
    public async Task Superseded_generations_are_deleted_and_the_newest_stays_even_when_it_says_deleted()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.CommitAsync("a", 2);
        await garbage.CommitAsync("b", 1);
        await garbage.DeleteAsync("b");
        Assert.Equal([1, 2], await garbage.Store.Refs.ListHistoryAsync("a").Select(value => value.Generation).ToListAsync());
        Assert.Equal(2, (await garbage.CollectAsync()).RefGenerationsDeleted);
        Assert.Equal([RefName.ObjectOf("a", 2), RefName.ObjectOf("b", 2)], await garbage.Memory.NamesAsync("refs/"));
        await Assert.ThrowsAsync<RefConflictException>(() => garbage.Store.Refs.UpdateAsync("b", GarbageStore.SnapshotId(2), 1));
        Assert.Equal(3, (await garbage.CommitAsync("b", 2)).Generation);
    }

    [Fact]
    public async Task A_store_that_is_collected_again_and_again_keeps_few_epochs_and_no_leases()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        for (int i = 0; i < 20; i++)
        {
            await garbage.CommitAsync("a", i);
            await garbage.CollectAsync();
        }

        Assert.Equal(16, (await garbage.Memory.NamesAsync("gc/")).Length);
        Assert.Empty(await garbage.Memory.NamesAsync("leases/"));
        Assert.Equal(2, (await garbage.PacksAsync()).Length);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        CollectionOptions[] wrong =
        [
            new() { RewriteDeadShare = -0.1 }, new() { RewriteDeadShare = double.NaN }, new() { MaxRewriteBytes = -1 },
            new() { LeaseSilence = TimeSpan.FromSeconds(59) }, new() { MaxWait = TimeSpan.FromTicks(-1) },
        ];
        foreach (CollectionOptions options in wrong)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => garbage.PlanAsync(options));
        }
    }

    private static async Task<string> PackOfAsync(GarbageStore garbage, BlobId id)
    {
        foreach (string pack in await garbage.PacksAsync())
        {
            SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(garbage.Memory);
            byte[] bytes = new byte[BlobId.LengthBytes];
            id.CopyTo(bytes);
            if (objects[pack].AsSpan(0, 52).IndexOf(bytes) >= 0)
            {
                return pack;
            }
        }

        throw new InvalidOperationException("No pack begins with that blob.");
    }

    private static async Task AssertRefusedAsync(IStorageBackend backend)
    {
        SortedDictionary<string, byte[]> before = await BackendContent.ReadAsync(backend);
        await using BlobStore store = await BlobStore.OpenAsync(new HookedBackend(backend), StoreFixture.SmallPacks);
        await Assert.ThrowsAnyAsync<ChunkStoreException>(() => store.PlanCollectionAsync(new ListedReferences()));
        Assert.Equal(before, await BackendContent.ReadAsync(backend));
    }

    private sealed class CountingReferences : IBlobReferences
    {
        private readonly ListedReferences _inner = new();

        internal int Count { get; private set; }

        public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references)
        {
            Count++;
            _inner.AddReferences(kind, plain, references);
        }
    }
}
