using FsCheck.Xunit;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.Testing.Backends;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests;

public sealed class BlobWriterTests
{
    [Fact]
    public async Task Nothing_is_present_before_the_flush()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await using BlobWriter writer = store.BeginWrite();
        BlobId id = await writer.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        Assert.False(store.Contains(id));
        Assert.Empty(await backend.NamesAsync(PackName.Prefix));
        await writer.FlushAsync();
        Assert.True(store.Contains(id));
        Assert.Single(await backend.NamesAsync(PackName.Prefix));
    }

    [Fact]
    public async Task Disposing_without_a_flush_stores_nothing()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        BlobWriter writer = store.BeginWrite();
        BlobId id = await writer.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        await writer.DisposeAsync();
        await writer.DisposeAsync();
        Assert.False(store.Contains(id));
        Assert.Empty(await backend.NamesAsync(PackName.Prefix));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await writer.PutAsync(BlobKind.Chunk, new byte[] { 1 }));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.FlushAsync());
    }

    [Fact]
    public async Task A_flush_of_nothing_writes_nothing()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await using BlobWriter writer = store.BeginWrite();
        await writer.FlushAsync();
        await writer.FlushAsync();
        Assert.Equal(["FORMAT"], await backend.NamesAsync(""));
    }

    [Fact]
    public async Task The_caller_may_reuse_the_buffer_at_once()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobWriter writer = store.BeginWrite();
        byte[] buffer = [1, 2, 3];
        BlobId id = await writer.PutAsync(BlobKind.Chunk, buffer);
        buffer[0] = 9;
        await writer.FlushAsync();
        Assert.Equal([1, 2, 3], await store.ReadAsync(id, BlobKind.Chunk));
    }

    [Fact]
    public async Task The_same_blob_is_stored_once_in_a_session_and_once_in_a_store()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        byte[] plain = StoreFixture.Bytes(1, 100);
        for (int session = 0; session < 2; session++)
        {
            await using BlobWriter writer = store.BeginWrite();
            await writer.PutAsync(BlobKind.Chunk, plain);
            await writer.PutAsync(BlobKind.Chunk, plain);
            await writer.FlushAsync();
            await writer.PutAsync(BlobKind.Chunk, plain);
            long blobsNew = session == 0 ? 1 : 0;
            Assert.Equal(
                new WriteStatistics(3, blobsNew, blobsNew * 100, blobsNew * (100 + PackRecordHeader.Size)), writer.Statistics);
        }

        Assert.Equal(1, store.GetStatistics().Blobs);
        Assert.Equal(1, store.GetStatistics().Packs);
    }

    [Fact]
    public async Task The_same_bytes_of_two_kinds_are_two_blobs()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        BlobId[] ids = await store.PutAsync((BlobKind.Chunk, [1]), (BlobKind.Tree, [1]), (BlobKind.Snapshot, [1]), (BlobKind.ChunkList, [1]));
        Assert.Equal(4, ids.Distinct().Count());
        Assert.Equal(4, store.GetStatistics().Blobs);
        Assert.Equal(2, store.GetStatistics().Packs);
    }

    [Fact]
    public async Task A_blob_that_is_too_long_or_of_no_kind_is_refused_before_any_effect()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await using BlobWriter writer = store.BeginWrite();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await writer.PutAsync(BlobKind.Chunk, new byte[BlobStore.MaxBlobLengthBytes + 1]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await writer.PutAsync((BlobKind)9, new byte[1]));
        Assert.Equal(default, writer.Statistics);
        Assert.Empty(await backend.NamesAsync(LeaseName.Prefix));
        await writer.FlushAsync();
        Assert.Equal(0, store.GetStatistics().Packs);
    }

    [Fact]
    public async Task Packs_stay_within_their_target()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend, StoreFixture.SmallPacks);
        await store.PutAsync([.. Enumerable.Range(0, 100).Select(seed => (BlobKind.Chunk, StoreFixture.Bytes(seed, 300)))]);
        List<StoredObject> packs = await backend.ListAsync(PackName.Prefix, default).ToListAsync();
        Assert.Equal(25, packs.Count); // four records of 352 bytes each: a fifth and the directory would take 2,044
        Assert.All(packs, pack => Assert.InRange(pack.LengthBytes, 1, 2000));
    }

    [Fact]
    public async Task A_blob_larger_than_a_pack_gets_a_pack_of_its_own()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend(), StoreFixture.SmallPacks);
        byte[] large = StoreFixture.Bytes(1, 5000);
        BlobId[] ids = await store.PutAsync((BlobKind.Tree, [1]), (BlobKind.Tree, large), (BlobKind.Tree, [2]));
        Assert.Equal(large, await store.ReadAsync(ids[1], BlobKind.Tree));
        Assert.Equal(3, store.GetStatistics().Packs);
    }

    [Property(MaxTest = 50)]
    public async Task A_tree_becomes_durable_only_after_all_that_was_put_before_it(byte[] sizes)
    {
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        List<HashSet<BlobId>> packs = [];
        backend.AfterCreate = async name =>
        {
            if (name.StartsWith(PackName.Prefix, StringComparison.Ordinal))
            {
                long length = await inner.GetLengthAsync(name, default) ?? 0;
                PackDirectory directory = await PackReader.ReadDirectoryAsync(inner, new StoredObject(name, length), default);
                packs.Add([.. directory.Entries.Select(entry => entry.Id)]);
            }
        };
        await using BlobStore store = await BlobStore.CreateAsync(backend, StoreFixture.SmallPacks);
        (BlobKind Kind, byte[] Plain)[] blobs =
            [.. sizes.Select((size, i) => (size % 3 == 0 ? BlobKind.Tree : BlobKind.Chunk, StoreFixture.Bytes(i, 20 + (size * 3))))];

        BlobId[] ids = await store.PutAsync(blobs);

        int[] packOf = [.. ids.Select(id => packs.FindIndex(pack => pack.Contains(id)))];
        for (int tree = 0; tree < ids.Length; tree++)
        {
            if (blobs[tree].Kind == BlobKind.Tree)
            {
                Assert.All(packOf.Take(tree), pack => Assert.InRange(pack, 0, packOf[tree]));
            }
        }
    }

    [Fact]
    public async Task A_failed_writer_stays_failed_with_the_first_error()
    {
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        BlobId kept = (await store.PutAsync((BlobKind.Chunk, [0])))[0];
        backend.Before = (operation, name) => IsPackCreation(operation, name)
            ? throw new BackendException("the first error") : Task.CompletedTask;

        await using (BlobWriter writer = store.BeginWrite())
        {
            BlobId lost = await writer.PutAsync(BlobKind.Chunk, new byte[] { 1 });
            BackendException first = await Assert.ThrowsAsync<BackendException>(() => writer.FlushAsync());
            backend.Before = (_, _) => Task.CompletedTask;
            Assert.Same(first, await Assert.ThrowsAsync<BackendException>(() => writer.FlushAsync()));
            Assert.Same(first, await Assert.ThrowsAsync<BackendException>(async () => await writer.PutAsync(BlobKind.Chunk, new byte[] { 0 })));
            Assert.False(store.Contains(lost));
        }

        // The store and what it held are unharmed.
        BlobId again = (await store.PutAsync((BlobKind.Chunk, [1])))[0];
        Assert.Equal([0], await store.ReadAsync(kept, BlobKind.Chunk));
        Assert.Equal([1], await store.ReadAsync(again, BlobKind.Chunk));
    }

    [Fact]
    public async Task A_slow_backend_holds_the_caller_back_and_a_cancelled_put_puts_nothing()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource gate = new();
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend, StoreFixture.SmallPacks with { MaxQueuedBytes = 1 });
        backend.Before = (operation, name) =>
        {
            if (!IsPackCreation(operation, name))
            {
                return Task.CompletedTask;
            }

            entered.TrySetResult();
            return gate.Task;
        };

        // Each blob fills a pack: one is being written, one waits to be, one waits to be in a pack. Nobody takes the next.
        await using BlobWriter writer = store.BeginWrite();
        ValueTask<BlobId> PutAsync(int seed, CancellationToken cancellationToken = default) =>
            writer.PutAsync(BlobKind.Chunk, StoreFixture.Bytes(seed, 1900), cancellationToken);
        await PutAsync(1);
        await PutAsync(2);
        await entered.Task;
        await PutAsync(3);

        using CancellationTokenSource source = new();
        ValueTask<BlobId> heldBack = PutAsync(98);
        ValueTask<BlobId> cancelled = PutAsync(99, source.Token);
        Assert.False(heldBack.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        Assert.Equal(3, writer.Statistics.BlobsNew);

        gate.SetResult();
        BlobId put = await heldBack;
        await writer.FlushAsync();
        Assert.True(store.Contains(put));
        Assert.Equal(4, store.GetStatistics().Blobs);
        Assert.False(store.Contains(BlobId.Compute(BlobKind.Chunk, StoreFixture.Bytes(99, 1900))));
    }

    [Fact]
    public async Task A_cancelled_flush_may_be_repeated()
    {
        TaskCompletionSource gate = new();
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        backend.Before = (operation, name) => IsPackCreation(operation, name) ? gate.Task : Task.CompletedTask;
        await using BlobWriter writer = store.BeginWrite();
        BlobId id = await writer.PutAsync(BlobKind.Chunk, new byte[] { 1 });

        using CancellationTokenSource source = new();
        Task flush = writer.FlushAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        Assert.False(store.Contains(id));

        gate.SetResult();
        await writer.FlushAsync();
        Assert.True(store.Contains(id));
    }

    [Fact]
    public async Task Disposing_ends_a_write_that_hangs()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        backend.Before = (operation, name) => IsPackCreation(operation, name) ? new TaskCompletionSource().Task : Task.CompletedTask;
        BlobWriter writer = store.BeginWrite();
        await writer.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        Task flush = writer.FlushAsync();
        await writer.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => flush);
    }

    [Fact]
    public async Task Sixteen_writers_at_once_lose_nothing()
    {
        using TempDirectory directory = new();
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(directory["store"]), StoreFixture.SmallPacks);

        // Half of what each writer puts, all of them put.
        (BlobKind Kind, byte[] Plain)[] BlobsOf(int writer) => [.. Enumerable.Range(0, 40).Select(i =>
            ((BlobKind)((i % 4) + 1), StoreFixture.Bytes(i % 2 == 0 ? i : (writer * 1000) + i, 50 + i)))];
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(() => store.PutAsync(BlobsOf(writer)))));

        await using BlobStore reopened = await BlobStore.OpenAsync(new DiskBackend(directory["store"]));
        foreach ((BlobKind kind, byte[] plain) in Enumerable.Range(0, 16).SelectMany(BlobsOf))
        {
            Assert.Equal(plain, await reopened.ReadAsync(BlobId.Compute(kind, plain), kind));
        }

        Assert.Equal(20 + (16 * 20), reopened.GetStatistics().Blobs);
        Assert.Empty(reopened.DamagedPacks);
    }

    [Fact]
    public async Task One_writer_serves_sixteen_threads()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend(), StoreFixture.SmallPacks);
        await using BlobWriter writer = store.BeginWrite();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await writer.PutAsync(BlobKind.Chunk, StoreFixture.Bytes(i, 100));
                await writer.PutAsync(BlobKind.Tree, StoreFixture.Bytes((thread * 100) + i, 100));
            }
        })));
        await writer.FlushAsync();
        Assert.Equal(new WriteStatistics(3200, 1700, 170_000, 1700 * (100 + PackRecordHeader.Size)), writer.Statistics);
        Assert.Equal(1700, store.GetStatistics().Blobs);
    }

    [SkippableFact]
    public async Task A_full_disk_loses_nothing_and_the_store_goes_on_when_there_is_room()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "this process may not mount");
        using SmallFileSystem disk = new(8 << 20);
        string ballast = Path.Join(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[4 << 20]);
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(Path.Join(disk.Path, "store")));
        byte[] small = StoreFixture.Bytes(1, 1 << 20);
        byte[] large = StoreFixture.Bytes(2, 6 << 20);
        BlobId kept = (await store.PutAsync((BlobKind.Chunk, small)))[0];

        await Assert.ThrowsAsync<StoreFullException>(() => store.PutAsync((BlobKind.Chunk, large)));
        Assert.Equal(small, await store.ReadAsync(kept, BlobKind.Chunk));

        File.Delete(ballast);
        BlobId added = (await store.PutAsync((BlobKind.Chunk, large)))[0];
        await using BlobStore reopened = await BlobStore.OpenAsync(new DiskBackend(Path.Join(disk.Path, "store")));
        Assert.Equal(small, await reopened.ReadAsync(kept, BlobKind.Chunk));
        Assert.Equal(large, await reopened.ReadAsync(added, BlobKind.Chunk));
        Assert.Empty(reopened.DamagedPacks);
    }

    private static bool IsPackCreation(BackendOperation operation, string name) =>
        operation == BackendOperation.Create && name.StartsWith(PackName.Prefix, StringComparison.Ordinal);
}
