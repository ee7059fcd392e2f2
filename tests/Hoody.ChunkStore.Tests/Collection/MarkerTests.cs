using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Indexes;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Collection;

public sealed class MarkerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_snapshot_that_came_late_refers_to_is_live_in_the_pack_that_was_there(bool isTolerant)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobStore store = garbage.Store;
        await store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1)));
        Assert.True(store.Index.TryGet(GarbageStore.ChunkId(1), out Blake3Digest pack, out _));
        using IndexLoader loader = new(garbage.Backend, store.Index);
        using Marker marker = new(garbage.Backend, store.Index, loader, new ListedReferences(), new ReferenceHints(garbage.Backend, null, 0), store.Index.TakeSnapshot());

        marker.AddRoot(await GarbageStore.PutAsync(store, 1));
        await marker.FollowAsync(isTolerant, default);

        Assert.True(marker.IsLive(GarbageStore.ChunkId(1), pack));
        Assert.NotEqual(0, marker.LiveBytes()[store.Index.Packs.NumberOf(pack)]);
    }

    [Fact]
    public async Task An_error_of_reading_a_directory_that_passes_leaves_nothing_out_of_a_tolerant_marking()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobStore store = garbage.Store;
        BlobId snapshot = await GarbageStore.PutAsync(store, 1);
        Assert.True(store.Index.TryGet(GarbageStore.ChunkId(1), out Blake3Digest pack, out _));
        using IndexLoader loader = new(garbage.Backend, store.Index);
        using Marker marker = new(garbage.Backend, store.Index, loader, new ListedReferences(), new ReferenceHints(garbage.Backend, null, 0), store.Index.TakeSnapshot());
        garbage.Backend.Before = (operation, name) =>
        {
            if (operation == BackendOperation.Read)
            {
                garbage.Backend.Before = (_, _) => Task.CompletedTask;
                throw new CorruptDataException($"Pack '{name}'", "a bit of what was read flipped on its way");
            }

            return Task.CompletedTask;
        };

        marker.AddRoot(snapshot);
        await marker.FollowAsync(isTolerant: true, default);

        Assert.True(marker.IsLive(GarbageStore.ChunkId(1), pack));
    }
}
