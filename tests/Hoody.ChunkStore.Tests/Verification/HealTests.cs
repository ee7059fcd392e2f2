using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Verification;

/// <summary>What one store has lost is read from another.</summary>
public sealed class HealTests
{
    [Fact]
    public async Task A_damaged_blob_is_stored_again_from_another_store()
    {
        await using GarbageStore garbage = await CreateAsync();
        await using GarbageStore other = await CreateAsync();
        await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(2));
        VerificationReport report = await garbage.Store.FindDamageAsync();
        HealResult healed = await garbage.Store.HealAsync(report.Blobs.Select(blob => blob.Id), other.Store);
        Assert.Equal((1, 100), (healed.BlobsHealed, healed.BytesHealed));
        Assert.Empty(healed.Missing);
        await garbage.AssertIntactAsync();
        Assert.Empty((await garbage.Memory.FindDamageAsync()).Refs);
    }

    [Fact]
    public async Task All_that_a_missing_root_needs_is_healed_with_it()
    {
        await using GarbageStore garbage = await CreateAsync();
        await using GarbageStore other = await CreateAsync();
        foreach (string pack in await garbage.PacksAsync())
        {
            await garbage.Memory.DeleteAsync(pack, default);
        }

        VerificationReport report = await garbage.Store.FindDamageAsync();
        HealResult healed = await garbage.Store.HealAsync(report.Blobs.Select(blob => blob.Id), other.Store, new ListedReferences());
        Assert.Equal(4, healed.BlobsHealed);
        await garbage.AssertIntactAsync();
        Assert.True((await garbage.Memory.FindDamageAsync()).IsSound);
    }

    [Fact]
    public async Task What_is_missing_below_a_tree_that_is_there_is_healed_with_the_tree_above()
    {
        byte[] lower = ListedReferences.List(0, (BlobKind.Chunk, GarbageStore.ChunkId(1)));
        byte[] upper = ListedReferences.List(0, (BlobKind.Tree, BlobId.Compute(BlobKind.Tree, lower)));
        await using BlobStore other = await BlobStore.CreateAsync(new MemoryBackend());
        BlobId[] ids = await other.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1)), (BlobKind.Tree, lower), (BlobKind.Tree, upper));
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await store.PutAsync((BlobKind.Tree, lower));

        HealResult healed = await store.HealAsync([ids[2]], other, new ListedReferences());
        Assert.Equal((2, 0), (healed.BlobsHealed, healed.Missing.Count));
        Assert.All(ids, id => Assert.True(store.Contains(id)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Healing_that_is_cut_short_leaves_no_tree_without_what_it_needs(int packsUntilFailure)
    {
        byte[] shared = ListedReferences.List(1);
        byte[] lower = ListedReferences.List(0, (BlobKind.Tree, BlobId.Compute(BlobKind.Tree, shared)));
        byte[] middle = ListedReferences.List(0, (BlobKind.Tree, BlobId.Compute(BlobKind.Tree, lower)));
        byte[] root = ListedReferences.List(0, (BlobKind.Tree, BlobId.Compute(BlobKind.Tree, shared)), (BlobKind.Tree, BlobId.Compute(BlobKind.Tree, middle)));
        await using BlobStore other = await BlobStore.CreateAsync(new MemoryBackend());
        BlobId[] ids = await other.PutAsync([.. new[] { shared, lower, middle, root }.Select(tree => (BlobKind.Tree, tree))]);
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        BlobStore store = await BlobStore.CreateAsync(backend, StoreFixture.SmallPacks with { TreePackLengthBytes = 100 }); // a pack for each tree
        backend.Before = (operation, name) =>
            operation == BackendOperation.Create && name.StartsWith(PackName.Prefix, StringComparison.Ordinal) && packsUntilFailure-- <= 0
                ? throw new BackendException("the backend is gone") : Task.CompletedTask;
        await Assert.ThrowsAsync<BackendException>(() => store.HealAsync([ids[^1]], other, new ListedReferences()));

        await using BlobStore fresh = await memory.OpenAsync();
        foreach (byte[] tree in new[] { lower, middle, root }.Where(tree => fresh.Contains(BlobId.Compute(BlobKind.Tree, tree))))
        {
            List<BlobReference> needed = [];
            new ListedReferences().AddReferences(BlobKind.Tree, tree, needed);
            Assert.All(needed, reference => Assert.True(fresh.Contains(reference.Id)));
        }
    }

    [Fact]
    public async Task What_the_other_store_does_not_have_or_has_damaged_is_named_as_missing()
    {
        await using GarbageStore garbage = await CreateAsync();
        await using GarbageStore other = await GarbageStore.CreateAsync();
        await other.CommitAsync("web", 2);
        await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(2));
        await other.Memory.DamageBlobAsync(GarbageStore.ChunkId(2));
        await garbage.Store.FindDamageAsync();
        HealResult healed = await garbage.Store.HealAsync([GarbageStore.ChunkId(2), GarbageStore.ChunkId(9)], other.Store);
        Assert.Equal(0, healed.BlobsHealed);
        Assert.Equal([GarbageStore.ChunkId(2), GarbageStore.ChunkId(9)], healed.Missing);
    }

    [Fact]
    public async Task What_the_other_stores_disk_cannot_read_is_named_as_missing_and_all_else_is_healed()
    {
        MemoryBackend memory = new();
        await using BlobStore first = await BlobStore.CreateAsync(memory);
        BlobId[] ids = await first.PutAsync([.. Enumerable.Range(1, 3).Select(seed => (BlobKind.Chunk, StoreFixture.Bytes(seed, 50_000)))]);
        BadSectorBackend bad = new(memory, Assert.Single(await memory.NamesAsync(PackName.Prefix)), 60_000);
        await using BlobStore other = await BlobStore.OpenAsync(bad);
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        HealResult healed = await store.HealAsync(ids, other);
        Assert.Equal(2, healed.BlobsHealed);
        Assert.Equal([ids[1]], healed.Missing);
    }

    [Fact]
    public async Task What_is_damaged_and_not_quarantined_is_not_said_to_be_healed()
    {
        await using GarbageStore garbage = await CreateAsync();
        await using GarbageStore other = await CreateAsync();
        await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(2));
        VerificationReport report = await garbage.Store.FindDamageAsync(isReadOnly: true);
        HealResult healed = await garbage.Store.HealAsync(report.Blobs.Select(blob => blob.Id), other.Store);
        Assert.Equal([GarbageStore.ChunkId(2)], healed.Missing);
    }

    [Fact]
    public async Task What_is_damaged_in_several_packs_is_missing_once()
    {
        await using GarbageStore garbage = await CreateAsync();
        await using GarbageStore other = await CreateAsync();
        await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(2));
        await garbage.Store.FindDamageAsync(isReadOnly: true);
        BlobId[] damaged = [GarbageStore.ChunkId(2), GarbageStore.ChunkId(2)];
        Assert.Equal([GarbageStore.ChunkId(2)], (await garbage.Store.HealAsync(damaged, other.Store)).Missing);
    }

    [Fact]
    public async Task What_is_there_is_passed_over()
    {
        await using GarbageStore garbage = await CreateAsync();
        await using BlobStore empty = await BlobStore.CreateAsync(new MemoryBackend());
        HealResult healed = await garbage.Store.HealAsync([GarbageStore.ChunkId(1)], empty);
        Assert.Equal((0, 0), (healed.BlobsHealed, healed.Missing.Count));
        Assert.Equal(2, (await garbage.Memory.NamesAsync(PackName.Prefix)).Length);
    }

    private static async Task<GarbageStore> CreateAsync()
    {
        GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2, 3);
        return garbage;
    }
}
