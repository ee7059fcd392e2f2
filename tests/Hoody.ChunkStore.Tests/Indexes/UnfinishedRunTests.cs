using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>A merge fails when it has written some parts of its run, or before all that it replaces is deleted: what is left must not take the room that it, or anything else, needs.</summary>
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

    [Fact]
    public async Task What_a_dead_writer_left_and_could_not_be_deleted_is_deleted_the_next_time()
    {
        MemoryBackend memory = new();
        await (await BlobStore.CreateAsync(memory, Options)).DisposeAsync();
        for (int i = 0; i < 3; i++)
        {
            await memory.CreateIfAbsentAsync(IndexName.Part(Guid.NewGuid(), 0), new([1, 2, 3]), default);
        }

        HookedBackend backend = new(memory);
        await using BlobStore store = await BlobStore.OpenAsync(backend, Options);
        FailOneDeletion(backend);
        await Assert.ThrowsAsync<BackendException>(() => store.Index.Compactor.CompactAsync(default));
        await store.Index.Compactor.CompactAsync(default);
        Assert.Empty(await memory.NamesAsync(IndexName.Prefix));
    }

    [Fact]
    public async Task Runs_that_were_merged_and_could_not_be_deleted_are_deleted_the_next_time()
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        await using BlobStore store = await BlobStore.CreateAsync(backend, Options);
        BlobId[] ids = await PutAsync(store);
        await store.Index.Compactor.CompactAsync(default);
        ids = [.. ids, .. await PutAsync(store, first: 100)];
        FailOneDeletion(backend);
        await Assert.ThrowsAsync<BackendException>(() => store.Index.Compactor.CompactAsync(default));
        await store.Index.Compactor.CompactAsync(default);
        Assert.Equal(Assert.Single(store.Index.Runs).Parts.Length + 1, (await memory.NamesAsync(IndexName.Prefix)).Length);
        Assert.All(ids, id => Assert.True(store.Contains(id)));
    }

    [Theory]
    [InlineData(false)] // the answer to the creation of the head is lost
    [InlineData(true)]
    public async Task Runs_that_were_written_and_could_not_be_opened_are_deleted(bool isCreated)
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        await using BlobStore store = await BlobStore.CreateAsync(backend, Options);
        BlobId[] ids = await PutAsync(store);
        backend.Before = (operation, name) => isCreated && operation == BackendOperation.Read && name.StartsWith(IndexName.Prefix, StringComparison.Ordinal)
            ? throw new BackendException("too many open files") : Task.CompletedTask;
        backend.AfterCreate = name => !isCreated && name.StartsWith(IndexName.Prefix, StringComparison.Ordinal) && !name.Contains('-', StringComparison.Ordinal)
            ? throw new BackendException("the connection was lost") : Task.CompletedTask;
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<BackendException>(() => store.Index.Compactor.CompactAsync(default));
        }

        backend.Before = (_, _) => Task.CompletedTask;
        backend.AfterCreate = _ => Task.CompletedTask;
        await store.Index.Compactor.CompactAsync(default);
        Assert.Equal(Assert.Single(store.Index.Runs).Parts.Length + 1, (await memory.NamesAsync(IndexName.Prefix)).Length);
        Assert.All(ids, id => Assert.True(store.Contains(id)));
    }

    [Fact]
    public async Task A_stray_that_can_never_be_deleted_keeps_nothing_from_being_merged()
    {
        MemoryBackend memory = new();
        await (await BlobStore.CreateAsync(memory, Options)).DisposeAsync();
        string stray = IndexName.Part(Guid.NewGuid(), 0);
        await memory.CreateIfAbsentAsync(stray, new([1, 2, 3]), default);
        HookedBackend backend = new(memory)
        {
            Before = (operation, name) => operation == BackendOperation.Delete && name == stray ? throw new BackendException("no") : Task.CompletedTask,
        };
        await using BlobStore store = await BlobStore.OpenAsync(backend, Options);
        BlobId[] ids = await PutAsync(store);
        await Assert.ThrowsAsync<BackendException>(() => store.Index.Compactor.CompactAsync(default));
        await store.Index.Compactor.CompactAsync(default);
        Assert.Single(store.Index.Runs);
        Assert.All(ids, id => Assert.True(store.Contains(id)));
    }

    private static void FailOneDeletion(HookedBackend backend) => backend.Before = (operation, _) =>
    {
        if (operation != BackendOperation.Delete)
        {
            return Task.CompletedTask;
        }

        backend.Before = (_, _) => Task.CompletedTask;
        throw new BackendException("not now", isTransient: true);
    };

    private static Task FailFromThirdPartOn(BackendOperation operation, string name) =>
        operation == BackendOperation.Create && name.StartsWith(IndexName.Prefix, StringComparison.Ordinal) && IndexName.TryParse(name, out _, out int part) && part >= 2
            ? throw new StoreFullException("no room for the index")
            : Task.CompletedTask;

    private static Task<BlobId[]> PutAsync(BlobStore store, int first = 0) =>
        store.PutAsync([.. Enumerable.Range(first, 30).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 900)))]);
}
