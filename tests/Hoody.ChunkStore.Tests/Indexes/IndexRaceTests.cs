using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>A store is refreshed while something else is done to its index.</summary>
public sealed class IndexRaceTests
{
    private static BlobStoreOptions Options => StoreFixture.SmallPacks with { IndexTailPacks = 1000 };

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

    private static Task<BlobId[]> PutAsync(BlobStore store, int first, int count) =>
        store.PutAsync([.. Enumerable.Range(first, count).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 900)))]);
}
