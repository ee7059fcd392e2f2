using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Writing;

/// <summary>What sessions that write at one time share, and what each has for itself.</summary>
public sealed class WriteGroupTests
{
    [Fact]
    public async Task Sessions_that_flush_while_a_pack_is_written_share_the_next_one()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource gate = new();
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        backend.Before = (operation, name) =>
        {
            if (operation != BackendOperation.Create || !name.StartsWith(PackName.Prefix, StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            entered.TrySetResult();
            return gate.Task;
        };

        BlobWriter[] writers = [.. Enumerable.Range(0, 20).Select(_ => store.BeginWrite())];
        await writers[0].PutAsync(BlobKind.Chunk, new byte[] { 0 });
        Task first = writers[0].FlushAsync();
        await entered.Task; // being written: from here on nobody can join it
        List<Task> flushes = [];
        for (int i = 1; i < writers.Length; i++)
        {
            await writers[i].PutAsync(BlobKind.Chunk, new byte[] { (byte)i });
            await writers[i].PutAsync(BlobKind.Tree, new byte[] { (byte)i });
            flushes.Add(writers[i].FlushAsync());
        }

        // Until the last blob is in a pack, and so all flushes before it are noted.
        while (writers[^1].Statistics.StoredBytesNew < 2 * (PackRecordHeader.Size + 1))
        {
            await Task.Yield();
        }

        gate.SetResult();
        await first;
        await Task.WhenAll(flushes);
        Assert.Equal(39, store.GetStatistics().Blobs);
        Assert.Equal(3, (await inner.NamesAsync(PackName.Prefix)).Length); // the first; then one of chunks and one of trees for all
        foreach (BlobWriter writer in writers)
        {
            await writer.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_one_session_has_put_another_does_not_store_again_and_its_flush_makes_it_durable()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobWriter one = store.BeginWrite();
        await using BlobWriter other = store.BeginWrite();
        BlobId id = await one.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        await other.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        Assert.Equal(0, other.Statistics.BlobsNew);
        await other.FlushAsync();
        Assert.True(store.Contains(id));
    }

    [Fact]
    public async Task A_session_that_ends_takes_nothing_from_the_others()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobWriter stays = store.BeginWrite();
        BlobWriter goes = store.BeginWrite();
        BlobId put = await goes.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        await stays.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        await goes.DisposeAsync();
        await stays.FlushAsync();
        Assert.True(store.Contains(put));
    }

    [Fact]
    public async Task An_error_ends_every_session_of_its_time_and_none_that_begins_later()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        backend.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith(PackName.Prefix, StringComparison.Ordinal)
            ? throw new BackendException("no") : Task.CompletedTask;
        await using BlobWriter one = store.BeginWrite();
        await using BlobWriter other = store.BeginWrite();
        BlobId lost = await other.PutAsync(BlobKind.Chunk, new byte[] { 3 });
        await one.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        await Assert.ThrowsAsync<BackendException>(() => one.FlushAsync());
        await Assert.ThrowsAsync<BackendException>(async () => await other.PutAsync(BlobKind.Chunk, new byte[] { 2 }));
        await Assert.ThrowsAsync<BackendException>(async () => await other.ContainsAsync(lost));
        await Assert.ThrowsAsync<BackendException>(() => other.FlushAsync());

        backend.Before = (_, _) => Task.CompletedTask;
        await using BlobWriter later = store.BeginWrite();
        BlobId id = await later.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        await later.FlushAsync();
        Assert.True(store.Contains(id));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task What_an_older_session_has_put_is_stored_again_if_a_collector_may_have_condemned_it(bool isCollecting, long blobsNew)
    {
        MemoryBackend inner = new();
        (HookedBackend backend, Task created, TaskCompletionSource gate) = HoldPacksAfterCreation(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await using BlobWriter older = store.BeginWrite();
        BlobId id = await older.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        Task flush = older.FlushAsync();
        await created; // durable for all, and not yet in the index of this process
        if (isCollecting)
        {
            Assert.True(PackName.TryParse(Assert.Single(await inner.NamesAsync(PackName.Prefix)), out Blake3Digest pack));
            Assert.True(await new EpochLog(inner).TryPublishAsync(new EpochRecord(1, EpochPhase.Condemned, [pack]), default));
        }

        await using BlobWriter newer = store.BeginWrite();
        await newer.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        Assert.Equal(blobsNew, newer.Statistics.BlobsNew);
        gate.SetResult();
        await Task.WhenAll(flush, newer.FlushAsync());
        Assert.True(store.Contains(id));
    }

    [Fact]
    public async Task A_session_keeps_its_pin_until_what_is_being_written_is_in_the_index()
    {
        (HookedBackend backend, Task created, TaskCompletionSource gate) = HoldPacksAfterCreation(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        BlobWriter goes = store.BeginWrite();
        BlobId id = await goes.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        await using BlobWriter stays = store.BeginWrite();
        await stays.PutAsync(BlobKind.Chunk, new byte[] { 2 });
        Task flush = goes.FlushAsync();
        await created;
        Task gone = goes.DisposeAsync().AsTask();
        Assert.False(gone.IsCompleted);
        gate.SetResult();
        await gone;
        Assert.True(store.Contains(id));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => flush);
    }

    [Fact]
    public async Task The_memory_of_many_sessions_is_that_of_one()
    {
        // Sixteen sessions, each with less than a pack: they fill packs together.
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend, StoreFixture.SmallPacks);
        BlobWriter[] writers = [.. Enumerable.Range(0, 16).Select(_ => store.BeginWrite())];
        for (int i = 0; i < writers.Length; i++)
        {
            await writers[i].PutAsync(BlobKind.Chunk, StoreFixture.Bytes(i, 300));
        }

        await writers[0].FlushAsync();
        Assert.Equal(4, (await backend.NamesAsync(PackName.Prefix)).Length); // four records of 300 bytes to a pack
        foreach (BlobWriter writer in writers)
        {
            await writer.DisposeAsync();
        }
    }

    /// <summary>A backend that makes packs, and holds up whoever made them until the gate opens.</summary>
    private static (HookedBackend Backend, Task Created, TaskCompletionSource Gate) HoldPacksAfterCreation(MemoryBackend inner)
    {
        TaskCompletionSource created = new();
        TaskCompletionSource gate = new();
        HookedBackend backend = new(inner)
        {
            AfterCreate = name =>
            {
                if (!name.StartsWith(PackName.Prefix, StringComparison.Ordinal))
                {
                    return Task.CompletedTask;
                }

                created.TrySetResult();
                return gate.Task;
            },
        };
        return (backend, created.Task, gate);
    }
}
