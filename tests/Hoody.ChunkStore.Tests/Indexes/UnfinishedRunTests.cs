using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>A merge fails when it has written some parts of its run: they must not take the room that it, or anything else, needs.</summary>
public sealed class UnfinishedRunTests
{
    private static BlobStoreOptions Options => StoreFixture.SmallPacks with { IndexTailPacks = 1000, IndexPartEntries = 4 };

    [Fact]
    public async Task Merges_that_fail_one_after_another_leave_the_parts_of_one()
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory) { Before = FailFromThirdPartOn };
        await using BlobStore store = await BlobStore.CreateAsync(backend, Options);
        BlobId[] ids = await PutAsync(store);
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<StoreFullException>(() => store.Index.Compactor.CompactAsync(default));
            Assert.Equal(2, (await memory.NamesAsync(IndexName.Prefix)).Length);
        }

        backend.Before = (_, _) => Task.CompletedTask;
        await store.Index.Compactor.CompactAsync(default);
        IndexRun run = Assert.Single(store.Index.Runs);
        Assert.Equal(run.Parts.Length + 1, (await memory.NamesAsync(IndexName.Prefix)).Length);
        Assert.All(ids, id => Assert.True(store.Contains(id)));
    }

    [Fact]
    public async Task What_a_dead_writer_left_is_deleted_though_no_merge_has_room()
    {
        MemoryBackend memory = new();
        await using (BlobStore store = await BlobStore.CreateAsync(memory, Options))
        {
            await PutAsync(store);
        }

        string[] left = [.. Enumerable.Range(0, 2).Select(part => IndexName.Part(Guid.NewGuid(), part))];
        foreach (string name in left)
        {
            await memory.CreateIfAbsentAsync(name, new([1, 2, 3]), default);
        }

        HookedBackend backend = new(memory) { Before = FailFromThirdPartOn };
        await using BlobStore reopened = await BlobStore.OpenAsync(backend, Options);
        await Assert.ThrowsAsync<StoreFullException>(() => reopened.Index.Compactor.CompactAsync(default));
        Assert.Empty(left.Intersect(await memory.NamesAsync(IndexName.Prefix)));
    }

    private static Task FailFromThirdPartOn(BackendOperation operation, string name) =>
        operation == BackendOperation.Create && name.StartsWith(IndexName.Prefix, StringComparison.Ordinal) && IndexName.TryParse(name, out _, out int part) && part >= 2
            ? throw new StoreFullException("no room for the index")
            : Task.CompletedTask;

    private static Task<BlobId[]> PutAsync(BlobStore store) =>
        store.PutAsync([.. Enumerable.Range(0, 30).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 900)))]);
}
