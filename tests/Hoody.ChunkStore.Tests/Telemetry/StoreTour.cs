using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.Hashing;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Telemetry;

/// <summary>Everything that a store does and tells of, once.</summary>
internal static class StoreTour
{
    private static readonly BlobStoreOptions s_options = StoreFixture.SmallPacks with { IndexTailPacks = int.MaxValue };

    /// <param name="atTheEnd">Is called while the store is still open.</param>
    internal static async Task TakeAsync(Action? atTheEnd = null)
    {
        using TempDirectory directory = new();
        await using (BlobStore store = await BlobStore.CreateAsync(Open(directory), s_options))
        {
            await GarbageStore.CommitAsync(store, "mixed", 1, 2, 3, 4, 5, 6);
            await GarbageStore.CommitAsync(store, "gone", 7);
            await PutManyAsync(store);
            await ReadAsync(store);
        }

        await using BlobStore opened = await BlobStore.OpenAsync(Open(directory), s_options);
        await opened.Index.Compactor.CompactAsync(default);
        await GarbageStore.CommitAsync(opened, "mixed", 1);
        await opened.Refs.DeleteAsync("gone", 1);
        await CollectAsync(opened);
        await opened.VerifyAsync();
        await HealAsync(opened);
        atTheEnd?.Invoke();
    }

    private static MeteredBackend Open(TempDirectory directory) => new(new DiskBackend(directory.Path), "tour");

    // Twice, so that some are known.
    private static async Task PutManyAsync(BlobStore store)
    {
        await using BlobWriter writer = store.BeginWrite();
        for (int i = 0; i < 2; i++)
        {
            await writer.PutManyAsync(BlobKind.Tree, new byte[20], new ByteRange[] { new(0, 5), new(5, 15) }, new BlobId[2]);
        }

        await writer.PutAsync(BlobKind.ChunkList, new byte[5]);
        await writer.FlushAsync();
    }

    private static async Task ReadAsync(BlobStore store)
    {
        await store.ReadAsync(GarbageStore.SnapshotId(7), BlobKind.Snapshot);
        await store.ReadAsync(BlobId.Compute(BlobKind.Tree, new byte[5]), BlobKind.Tree);
        await foreach (FetchedBlob blob in store.GetManyAsync([GarbageStore.ChunkId(1), GarbageStore.ChunkId(2)], BlobKind.Chunk))
        {
            blob.Dispose();
        }
    }

    private static async Task CollectAsync(BlobStore store)
    {
        CollectionOptions options = GarbageStore.Impatient with { RewriteDeadShare = 0.1 };
        CollectionPlan plan = await store.PlanCollectionAsync(new ListedReferences(), options);
        Assert.True(plan.BytesToRewrite > 0);
        await plan.ApplyAsync();
    }

    private static async Task HealAsync(BlobStore store)
    {
        await using BlobStore other = await BlobStore.CreateAsync(new MemoryBackend(), s_options);
        BlobId[] ids = await other.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(100)));
        Assert.Equal(1, (await store.HealAsync(ids, other)).BlobsHealed);
    }
}
