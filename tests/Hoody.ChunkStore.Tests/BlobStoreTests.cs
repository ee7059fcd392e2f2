using Hoody.ChunkStore.Backends;
using Hoody.Hashing;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests;

public sealed class BlobStoreTests
{
    [Fact]
    public async Task A_new_store_is_empty_and_says_what_it_is()
    {
        MemoryBackend backend = new();
        Guid id;
        await using (BlobStore store = await BlobStore.CreateAsync(backend, new() { Chunker = ChunkerProfile.Fine }))
        {
            id = store.Format.StoreId;
            Assert.Equal(new StoreStatistics(), store.GetStatistics());
        }

        await using BlobStore reopened = await BlobStore.OpenAsync(backend);
        Assert.Equal(id, reopened.Format.StoreId);
        Assert.Equal(1, reopened.Format.Version);
        Assert.Equal(ChunkerProfile.Fine.Name, reopened.Format.Chunker.Name);
        Assert.Equal(["FORMAT"], await backend.NamesAsync(""));
    }

    [Fact]
    public async Task Two_new_stores_have_different_ids()
    {
        await using BlobStore first = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobStore second = await BlobStore.CreateAsync(new MemoryBackend());
        Assert.NotEqual(first.Format.StoreId, second.Format.StoreId);
    }

    [Theory]
    [InlineData(BlobKind.Chunk, 0)]
    [InlineData(BlobKind.Chunk, 1)]
    [InlineData(BlobKind.Tree, 0)]
    [InlineData(BlobKind.ChunkList, 1000)]
    [InlineData(BlobKind.Snapshot, 1 << 20)]
    [InlineData(BlobKind.Chunk, BlobStore.MaxBlobLengthBytes)]
    [InlineData(BlobKind.Tree, BlobStore.MaxBlobLengthBytes)]
    public async Task A_flushed_blob_is_read_back_here_and_after_reopening(BlobKind kind, int length)
    {
        MemoryBackend backend = new();
        byte[] plain = StoreFixture.Bytes(1, length);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        BlobId id = (await store.PutAsync((kind, plain)))[0];
        await using BlobStore reopened = await BlobStore.OpenAsync(backend);
        foreach (BlobStore each in (BlobStore[])[store, reopened])
        {
            Assert.True(each.Contains(id));
            byte[] read = await each.ReadAsync(id, kind);
            Assert.True(plain.AsSpan().SequenceEqual(read));
            Assert.Equal((1, 1, length), (each.GetStatistics().Blobs, each.GetStatistics().Packs, each.GetStatistics().PlainBytes));
        }

        Assert.Equal(store.GetStatistics() with { LogicalBytesPut = 0, UniqueBytesPut = 0 }, reopened.GetStatistics());
    }

    [Fact]
    public async Task What_another_process_has_put_is_known_after_a_refresh_and_not_stored_again()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await using BlobStore other = await BlobStore.OpenAsync(backend);
        BlobId id = (await other.PutAsync((BlobKind.Chunk, [1, 2, 3])))[0];
        Assert.False(store.Contains(id));

        await store.RefreshAsync();
        Assert.True(store.Contains(id));
        await using BlobWriter writer = store.BeginWrite();
        Assert.True(await writer.ContainsAsync(id));
        await writer.PutAsync(BlobKind.Chunk, new byte[] { 1, 2, 3 });
        Assert.Equal(0, writer.Statistics.BlobsNew);
    }

    [Fact]
    public async Task A_store_on_disk_holds_the_same_objects_as_one_in_memory()
    {
        using TempDirectory directory = new();
        MemoryBackend memory = new();
        await FillAsync(memory);
        await FillAsync(new DiskBackend(directory["store"]));
        await using DiskBackend disk = new(directory["store"]);
        Assert.Equal(await BackendContent.ReadAsync(memory), await BackendContent.ReadAsync(disk));

        static async Task FillAsync(IStorageBackend backend)
        {
            await using BlobStore store = await BlobStore.CreateAsync(backend, StoreFixture.Repeatable);
            BlobId[] ids = await store.PutAsync((BlobKind.Chunk, [1, 2, 3]), (BlobKind.Snapshot, [4]));
            await store.Refs.UpdateAsync("a/b", ids[1], 0);
        }
    }

    [Fact]
    public async Task A_blob_that_was_never_put_is_not_found()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        BlobId id = BlobId.Compute(BlobKind.Chunk, "absent"u8);
        Assert.False(store.Contains(id));
        BlobNotFoundException error = await Assert.ThrowsAsync<BlobNotFoundException>(() => store.ReadAsync(id, BlobKind.Chunk));
        Assert.Equal(id, error.Id);
    }

    [Fact]
    public async Task A_blob_is_not_given_out_as_another_kind()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        BlobId id = (await store.PutAsync((BlobKind.Chunk, "x"u8.ToArray())))[0];
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => store.ReadAsync(id, BlobKind.Tree));
        Assert.Contains("Chunk, not Tree", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_that_misses_finds_what_another_process_has_added()
    {
        MemoryBackend backend = new();
        await using BlobStore first = await BlobStore.CreateAsync(backend);
        await using BlobStore second = await BlobStore.OpenAsync(backend);
        BlobId id = (await first.PutAsync((BlobKind.Chunk, [7])))[0];
        Assert.False(second.Contains(id));
        Assert.Equal([7], await second.ReadAsync(id, BlobKind.Chunk));
        Assert.True(second.Contains(id));
    }

    [Fact]
    public async Task A_missing_pack_is_reported_with_its_name()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        BlobId id = (await store.PutAsync((BlobKind.Chunk, [7])))[0];
        string pack = Assert.Single(await backend.NamesAsync("packs/"));
        await backend.DeleteAsync(pack, default);
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => store.ReadAsync(id, BlobKind.Chunk));
        Assert.Contains(pack, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_store_takes_no_more_work()
    {
        BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await store.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => store.BeginWrite());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.ReadAsync(default, BlobKind.Chunk));
    }

    [Fact]
    public async Task A_place_with_a_store_is_not_made_one_again()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        SortedDictionary<string, byte[]> before = await BackendContent.ReadAsync(backend);
        await Assert.ThrowsAsync<ChunkStoreException>(() => BlobStore.CreateAsync(backend));
        Assert.Equal(before, await BackendContent.ReadAsync(backend));
    }

    [Fact]
    public async Task A_place_with_anything_in_it_is_not_made_a_store()
    {
        MemoryBackend backend = new();
        await backend.CreateIfAbsentAsync("photos/cat.jpg", new([1]), default);
        ChunkStoreException error = await Assert.ThrowsAsync<ChunkStoreException>(() => BlobStore.CreateAsync(backend));
        Assert.Contains("photos/cat.jpg", error.Message, StringComparison.Ordinal);
        Assert.Equal(["photos/cat.jpg"], await backend.NamesAsync(""));
    }

    [Fact]
    public async Task Of_racing_creations_exactly_one_succeeds()
    {
        MemoryBackend backend = new();
        Task<BlobStore>[] racers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() => BlobStore.CreateAsync(backend)))];
        await Task.WhenAll(racers).ContinueWith(_ => { }, TaskScheduler.Default);
        Task<BlobStore> winner = Assert.Single(racers, racer => racer.IsCompletedSuccessfully);
        Assert.All(racers.Where(racer => racer != winner), racer => Assert.IsType<ChunkStoreException>(racer.Exception?.InnerException));
        await using BlobStore reopened = await BlobStore.OpenAsync(backend);
        Assert.Equal((await winner).Format.StoreId, reopened.Format.StoreId);
    }

    [Fact]
    public async Task A_profile_whose_chunks_no_blob_can_hold_is_refused()
    {
        MemoryBackend backend = new();
        BlobStoreOptions options = new() { Chunker = ChunkerProfile.Fixed(BlobStore.MaxBlobLengthBytes + 1) };
        await Assert.ThrowsAsync<ArgumentException>(() => BlobStore.CreateAsync(backend, options));
        Assert.Empty(await backend.NamesAsync(""));
    }
}
