using Hoody.ChunkStore.Collection;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>Collections of what nobody knows for certain: an index that loses a run meanwhile.</summary>
public sealed class CollectionDoubtTests
{
    [Fact]
    public async Task What_is_live_in_a_pack_whose_run_was_left_out_before_the_second_mark_is_spared()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.Store.Index.Compactor.CompactAsync(default);
        await garbage.DeleteAsync("a");
        StorePin pin = await garbage.Store.PinAsync();
        BlobId snapshot = await GarbageStore.PutAsync(garbage.Store, 1); // found, not stored again

        CollectionResult result = await garbage.CollectAsync(new CollectionOptions
        {
            Pause = async (_, token) =>
            {
                await garbage.Store.Refs.UpdateAsync("b", snapshot, 0, token);
                await pin.DisposeAsync();
                await using BlobStore other = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks, token);
                await other.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(2)));

                // While the collector reads the directory of that pack, a compaction finds the run damaged. Its packs are absent until somebody looks for them.
                garbage.Backend.Before = (operation, name) =>
                {
                    if (operation == BackendOperation.Read && name.StartsWith("packs/", StringComparison.Ordinal))
                    {
                        garbage.Backend.Before = (_, _) => Task.CompletedTask;
                        garbage.Store.Index.Drop(Assert.Single(garbage.Store.Index.Runs));
                    }

                    return Task.CompletedTask;
                };
            },
        });
        Assert.Equal((0, 2), (result.PacksDeleted, result.PacksSpared));
        Assert.Empty(garbage.Store.Index.Runs);
        await garbage.AssertIntactAsync();
    }
}
