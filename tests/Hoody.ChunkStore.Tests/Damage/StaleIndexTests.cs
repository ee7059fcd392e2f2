using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Damage;

/// <summary>A run that still tells of collected packs, and is damaged: what is gone must not count as present, or it would not be stored again, and a ref could point to it.</summary>
public sealed class StaleIndexTests
{
    private const int Collected = 100;

    private static readonly int[] s_kept = [1, 2, 3, 4, 5, 6, 7, 8];

    [Fact]
    public Task No_flipped_bit_lets_a_collected_blob_count_as_present() => ForEachFlippedBitAsync(async store =>
    {
        await store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(Collected)));

        Assert.Equal(GarbageStore.Chunk(Collected), await store.ReadAsync(GarbageStore.ChunkId(Collected), BlobKind.Chunk));
    });

    [Fact]
    public Task No_flipped_bit_lets_a_ref_point_to_a_collected_snapshot_or_keeps_it_from_one_that_is_there() => ForEachFlippedBitAsync(async store =>
    {
        await Assert.ThrowsAsync<BlobNotFoundException>(() => store.Refs.UpdateAsync("new", GarbageStore.SnapshotId(Collected), 0));

        await store.Refs.UpdateAsync("new", GarbageStore.SnapshotId(s_kept), 0);
    });

    private static async Task ForEachFlippedBitAsync(Func<BlobStore, Task> step)
    {
        SortedDictionary<string, byte[]> objects = await CollectAsync();
        string part = Assert.Single(objects.Keys, name => name.StartsWith("index/", StringComparison.Ordinal) && name.Contains('-', StringComparison.Ordinal));
        byte[] sound = objects[part];
        for (int bit = 0; bit < sound.Length * 8; bit++)
        {
            byte[] damaged = [.. sound];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            objects[part] = damaged;
            MemoryBackend backend = await BackendContent.ToBackendAsync(objects);
            await using BlobStore store = await BlobStore.OpenAsync(backend, StoreFixture.SmallPacks);
            await step(store);
        }
    }

    /// <summary>A store whose only run has the entries of packs that are there, and of two that are not.</summary>
    private static async Task<SortedDictionary<string, byte[]>> CollectAsync()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("kept", s_kept);
        await garbage.CommitAsync("dropped", Collected);
        await garbage.Store.Index.Compactor.CompactAsync(default);
        await garbage.DeleteAsync("dropped");
        Assert.Equal(2, (await garbage.CollectAsync()).PacksDeleted);
        Assert.False(garbage.Store.Contains(GarbageStore.ChunkId(Collected)));
        return await BackendContent.ReadAsync(garbage.Memory);
    }
}
