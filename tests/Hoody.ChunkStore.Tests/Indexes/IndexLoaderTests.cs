using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

public sealed class IndexLoaderTests
{
    [Fact]
    public async Task A_pack_that_the_disk_cannot_read_is_set_aside_and_the_others_are_read()
    {
        (HookedBackend backend, string[] packs) = await FillAsync();
        backend.Before = (operation, name) => FailRead(operation, name == packs[0], isTransient: false);
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        Assert.Equal(packs[0], Assert.Single(store.DamagedPacks).Name);
        Assert.Equal(1, store.GetStatistics().Packs);
    }

    [Fact]
    public async Task A_failure_that_may_pass_is_the_callers_and_no_pack_is_called_damaged()
    {
        (HookedBackend backend, string[] packs) = await FillAsync();
        backend.Before = (operation, name) => FailRead(operation, name == packs[0], isTransient: true);
        BackendException error = await Assert.ThrowsAsync<BackendException>(() => BlobStore.OpenAsync(backend));
        Assert.True(error.IsTransient);

        backend.Before = (_, _) => Task.CompletedTask;
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        Assert.Empty(store.DamagedPacks);
        Assert.Equal(2, store.GetStatistics().Packs);
    }

    [Fact]
    public async Task A_pack_deleted_while_the_store_is_opened_is_no_damage()
    {
        (HookedBackend backend, string[] packs) = await FillAsync();
        backend.Before = async (operation, name) =>
        {
            if (operation == BackendOperation.Read && name == packs[0])
            {
                await backend.DeleteAsync(name, default);
            }
        };
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        Assert.Empty(store.DamagedPacks);
        Assert.Equal(1, store.GetStatistics().Packs);
    }

    [Fact]
    public async Task A_miss_looks_for_new_packs_and_reads_none_that_it_knows()
    {
        (HookedBackend backend, _) = await FillAsync();
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        List<(BackendOperation, string)> calls = [];
        backend.Before = (operation, name) =>
        {
            calls.Add((operation, name));
            return Task.CompletedTask;
        };
        BlobId absent = BlobId.Compute(BlobKind.Chunk, "absent"u8);
        await Assert.ThrowsAsync<BlobNotFoundException>(() => store.ReadAsync(absent, BlobKind.Chunk));
        Assert.Equal([(BackendOperation.List, "quarantine/"), (BackendOperation.List, "packs/")], calls);
    }

    [Fact]
    public async Task Many_misses_at_once_share_two_listings()
    {
        (HookedBackend backend, _) = await FillAsync();
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        TaskCompletionSource gate = new();
        int listCount = 0;
        backend.Before = (operation, name) =>
        {
            listCount += operation == BackendOperation.List && name == PackName.Prefix ? 1 : 0;
            return gate.Task;
        };

        // All have asked before the first listing ends; a second one, begun after all of them, is enough for the rest.
        Task[] misses = [.. Enumerable.Range(0, 20).Select(i =>
            Assert.ThrowsAsync<BlobNotFoundException>(() => store.ReadAsync(BlobId.Compute(BlobKind.Chunk, [(byte)i, 1]), BlobKind.Chunk)))];
        gate.SetResult();
        await Task.WhenAll(misses);
        Assert.Equal(2, listCount);
    }

    [Fact]
    public async Task A_directory_larger_than_the_first_read_is_read_whole()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync([.. Enumerable.Range(0, 2000).Select(i => (BlobKind.Chunk, BitConverter.GetBytes(i)))]);
        await using BlobStore reopened = await BlobStore.OpenAsync(backend);
        long length = (2000 * (PackRecordHeader.Size + 4 + PackEntry.Size)) + 64;
        Assert.Equal(
            new StoreStatistics { Blobs = 2000, Packs = 1, PlainBytes = 8000, StoredBytes = length, IndexTailBlobs = 2000 },
            reopened.GetStatistics());
        Assert.Equal([1, 0, 0, 0], await reopened.ReadAsync(BlobId.Compute(BlobKind.Chunk, [1, 0, 0, 0]), BlobKind.Chunk));
    }

    [Fact]
    public async Task What_is_no_pack_and_is_listed_twice_is_set_aside_once()
    {
        MemoryBackend memory = new();
        await (await BlobStore.CreateAsync(memory)).DisposeAsync();
        await memory.CreateIfAbsentAsync("packs/foreign", new(new byte[200]), default);
        await using BlobStore store = await BlobStore.OpenAsync(new RepeatingBackend(memory));
        Assert.Equal("packs/foreign", Assert.Single(store.DamagedPacks).Name);
    }

    [Fact]
    public async Task A_quarantine_that_is_listed_twice_is_one()
    {
        (HookedBackend backend, string[] packs) = await FillAsync();
        Assert.True(PackName.TryParse(packs[0], out Blake3Digest pack));
        await backend.CreateIfAbsentAsync(QuarantineRecord.NameOf(pack), new(new QuarantineRecord(pack, "a test").Encode()), default);
        await using BlobStore store = await BlobStore.OpenAsync(new RepeatingBackend(backend));
        DamagedPack damaged = Assert.Single(store.DamagedPacks);
        Assert.Equal((packs[0], true), (damaged.Name, damaged.IsQuarantined));
    }

    private static Task FailRead(BackendOperation operation, bool isThatPack, bool isTransient) =>
        operation == BackendOperation.Read && isThatPack ? throw new BackendException("the disk failed", isTransient) : Task.CompletedTask;

    /// <summary>A store of two packs, and their names.</summary>
    private static async Task<(HookedBackend Backend, string[] Packs)> FillAsync()
    {
        MemoryBackend inner = new();
        await using BlobStore store = await BlobStore.CreateAsync(inner);
        await store.PutAsync((BlobKind.Chunk, [1]), (BlobKind.Tree, [2]));
        return (new HookedBackend(inner), await inner.NamesAsync(PackName.Prefix));
    }

    /// <summary>Lists each object twice, as one might that puts a listing together from pages.</summary>
    private sealed class RepeatingBackend(IStorageBackend inner) : BackendDecorator(inner)
    {
        public override ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
            Inner.CreateIfAbsentAsync(name, content, cancellationToken);

        public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
            Inner.ReadAsync(name, offset, destination, cancellationToken);

        public override ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) => Inner.GetLengthAsync(name, cancellationToken);

        public override IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
            Inner.ListAsync(prefix, cancellationToken).SelectMany(found => new[] { found, found }.ToAsyncEnumerable());

        public override ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => Inner.DeleteAsync(name, cancellationToken);
    }
}
