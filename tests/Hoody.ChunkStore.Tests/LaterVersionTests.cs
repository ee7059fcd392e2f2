using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Tests.Damage;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests;

/// <summary>What FORMAT.md, "Versions", promises of objects that a later version will write.</summary>
public sealed class LaterVersionTests
{
    [Fact]
    public async Task A_pack_of_a_later_version_stays_and_all_others_are_read()
    {
        MemoryBackend backend = new();
        BlobId[] ids;
        await using (BlobStore writing = await BlobStore.CreateAsync(backend, StoreFixture.SmallPacks))
        {
            ids = await writing.PutAsync([.. Enumerable.Range(0, 4).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 1500)))]);
        }

        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(backend);
        string later = objects.Keys.First(name => name.StartsWith("packs/", StringComparison.Ordinal));
        objects[later][^1] = (byte)'2';
        MemoryBackend changed = await BackendContent.ToBackendAsync(objects);
        await using BlobStore store = await BlobStore.OpenAsync(changed);

        Assert.Equal(later, Assert.Single(store.DamagedPacks).Name);
        Assert.Contains("version 2", store.DamagedPacks[0].Reason, StringComparison.Ordinal);
        Assert.Equal(3, ids.Count(store.Contains));
        foreach (BlobId id in ids)
        {
            if (store.Contains(id))
            {
                await store.ReadAsync(id, BlobKind.Chunk);
            }
            else
            {
                await Assert.ThrowsAsync<BlobNotFoundException>(() => store.ReadAsync(id, BlobKind.Chunk));
                await Assert.ThrowsAsync<BlobNotFoundException>(() => store.Refs.UpdateAsync("needs/it", id, 0));
            }
        }

        // Nothing has a ref: all that this version can read is dead, and what it cannot read stays.
        await (await store.PlanCollectionAsync(new ListedReferences())).ApplyAsync();
        Assert.Equal([later], await changed.NamesAsync("packs/"));
    }

    [Theory]
    [InlineData('2')]
    [InlineData('9')]
    public async Task A_run_of_a_later_version_is_left_out_and_named_and_stays(char version)
    {
        (SortedDictionary<string, byte[]> objects, BlobId[] ids) = await Forgery.IndexedAsync();
        string head = Forgery.HeadOf(objects);
        objects[head][3] = (byte)version;
        MemoryBackend changed = await BackendContent.ToBackendAsync(objects);

        await using BlobStore store = await BlobStore.OpenAsync(changed);

        Assert.All(ids, id => Assert.True(store.Contains(id)));
        Assert.Contains($"version {version}", Assert.Single((await store.VerifyAsync()).Objects).Reason, StringComparison.Ordinal);
        await store.Index.Compactor.CompactAsync(default); // deletes what belongs to no run
        Assert.Equal(objects.Keys.Where(name => name.StartsWith(head, StringComparison.Ordinal)), await changed.NamesAsync(head));
    }
}
