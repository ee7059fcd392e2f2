using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>A store is refreshed while something else is done to its index.</summary>
public sealed class IndexRaceTests
{
    private static BlobStoreOptions Options => StoreFixture.SmallPacks with { IndexTailPacks = 1000 };

    [Fact]
    public async Task A_pack_that_is_seen_while_its_run_is_merged_without_it_is_read_again()
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        await using BlobStore other = await BlobStore.CreateAsync(memory, Options);
        await using BlobStore store = await BlobStore.OpenAsync(backend, Options);
        BlobId[] ids = await PutAsync(other, 0, 60);

        // The run that is found tells of packs that came after the packs were listed.
        Before(backend, BackendOperation.List, IndexName.Prefix, async () =>
        {
            ids = [.. ids, .. await PutAsync(other, 60, 60)];
            await other.Index.Compactor.CompactAsync(default);
        });
        await store.RefreshAsync();
        Assert.Single(store.Index.Runs);

        // They are seen when the merge has begun, which knows them as absent.
        Before(backend, BackendOperation.Create, IndexName.Prefix, () => store.RefreshAsync());
        await store.Index.Compactor.CompactAsync(default);
        await AssertHoldsAsync(store, ids);
    }

    [Fact]
    public async Task A_run_that_is_found_before_its_merge_has_ended_is_there_once()
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        await using BlobStore other = await BlobStore.CreateAsync(memory, Options);
        await using BlobStore store = await BlobStore.OpenAsync(backend, Options);
        await PutAsync(store, 0, 40);
        backend.AfterCreate = async name =>
        {
            if (name.StartsWith(IndexName.Prefix, StringComparison.Ordinal) && !name.Contains('-', StringComparison.Ordinal))
            {
                await PutAsync(other, 40, 40);
                await store.RefreshAsync(); // many packs are new, so it looks for runs
            }
        };
        await store.Index.Compactor.CompactAsync(default);
        Assert.Single(store.Index.Runs);
        Assert.Equal(80, store.Index.EntryCount);
    }

    [Fact]
    public async Task A_store_is_refreshed_while_packs_are_added()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend(), Options);
        Task put = Task.Run(() => PutAsync(store, 0, 2000));
        while (!put.IsCompleted)
        {
            await store.RefreshAsync();
        }

        await put;
    }

    private static void Before(HookedBackend backend, BackendOperation operation, string prefix, Func<Task> action) => backend.Before = async (called, name) =>
    {
        if (called == operation && name.StartsWith(prefix, StringComparison.Ordinal))
        {
            backend.Before = (_, _) => Task.CompletedTask;
            await action();
        }
    };

    private static Task<BlobId[]> PutAsync(BlobStore store, int first, int count) =>
        store.PutAsync([.. Enumerable.Range(first, count).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 900)))]);

    private static async Task AssertHoldsAsync(BlobStore store, BlobId[] ids)
    {
        foreach (BlobId id in ids)
        {
            Assert.Equal(id, BlobId.Compute(BlobKind.Chunk, await store.ReadAsync(id, BlobKind.Chunk)));
        }
    }
}
