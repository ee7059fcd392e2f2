using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Leases;
using Hoody.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests.Leases;

public sealed class StorePinTests
{
    private static readonly BlobId s_blob = BlobId.Compute(BlobKind.Snapshot, [1]);

    [Fact]
    public async Task Pins_share_a_lease_which_ends_with_the_last_of_them()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        StorePin first = await store.PinAsync();
        StorePin second = await store.PinAsync();
        Assert.Single(await backend.NamesAsync(LeaseName.Prefix));
        await first.DisposeAsync();
        await first.DisposeAsync();
        Assert.Single(await backend.NamesAsync(LeaseName.Prefix));
        await second.DisposeAsync();
        Assert.Empty(await backend.NamesAsync(LeaseName.Prefix));
    }

    [Fact]
    public async Task Work_that_is_done_leaves_no_lease()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        await store.Refs.UpdateAsync("a", s_blob, 0);
        await store.Refs.DeleteAsync("a", 1);
        Assert.Empty(await backend.NamesAsync(LeaseName.Prefix));
    }

    [Fact]
    public async Task Closing_the_store_ends_its_leases()
    {
        MemoryBackend backend = new();
        BlobStore store = await BlobStore.CreateAsync(backend);
        StorePin pin = await store.PinAsync();
        await store.DisposeAsync();
        Assert.Empty(await backend.NamesAsync(LeaseName.Prefix));
        await pin.DisposeAsync();
    }

    [Fact]
    public async Task A_pin_that_is_taken_after_the_epoch_moved_on_has_a_lease_of_that_epoch()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await using StorePin old = await store.PinAsync();
        await new EpochLog(backend).TryPublishAsync(new EpochRecord(1, EpochPhase.Idle, []), default);
        await using StorePin young = await store.PinAsync();
        Assert.Equal(2, (await backend.NamesAsync(LeaseName.Prefix)).Length);
    }

    [Fact]
    public async Task A_lease_that_no_pin_holds_any_more_takes_no_further_changes()
    {
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        StorePin old = await store.PinAsync();
        (Guid oldLease, _) = LeaseName.Parse(Assert.Single(await inner.NamesAsync(LeaseName.Prefix)));
        await new EpochLog(inner).TryPublishAsync(new EpochRecord(1, EpochPhase.Idle, []), default);
        await using StorePin young = await store.PinAsync();
        TaskCompletionSource release = new();
        List<string> created = [];
        backend.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith("refs/a/", StringComparison.Ordinal)
            ? release.Task : Task.CompletedTask;
        backend.AfterCreate = name =>
        {
            created.Add(name);
            return Task.CompletedTask;
        };

        Task first = store.Refs.UpdateAsync("a", s_blob, 0);
        await old.DisposeAsync();
        Task second = store.Refs.UpdateAsync("b", s_blob, 0); // or changes that overlap would keep a collector waiting for ever
        release.SetResult();
        await Task.WhenAll(first, second);

        Assert.Single(created, name => name.StartsWith($"{LeaseName.Prefix}{oldLease:N}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lease_that_the_epoch_overtook_while_it_began_is_made_anew()
    {
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        EpochLog log = new(inner);
        long epoch = 0;
        backend.AfterCreate = async name =>
        {
            if (name.StartsWith(LeaseName.Prefix, StringComparison.Ordinal) && epoch < 3)
            {
                Assert.True(await log.TryPublishAsync(new EpochRecord(++epoch, EpochPhase.Idle, []), default));
            }
        };
        await using StorePin pin = await store.PinAsync();
        (Guid lease, int number) = LeaseName.Parse(Assert.Single(await inner.NamesAsync(LeaseName.Prefix)));
        Assert.Equal(3, (await LeaseRecord.ReadAsync(inner, lease, number, default)).Epoch);
    }

    [Fact]
    public async Task A_revoked_lease_changes_no_ref_until_its_pins_are_released()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        await using (StorePin pin = await store.PinAsync())
        {
            await RevokeAsync(backend, 1);
            await Assert.ThrowsAsync<LeaseRevokedException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
            await Assert.ThrowsAsync<LeaseRevokedException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
            Assert.Null(await store.Refs.GetAsync("a"));
        }

        Assert.Equal(1, (await store.Refs.UpdateAsync("a", s_blob, 0)).Generation);
    }

    [Fact]
    public async Task A_lease_whose_log_is_gone_changes_no_ref()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        await using StorePin pin = await store.PinAsync();
        await backend.DeleteAsync(Assert.Single(await backend.NamesAsync(LeaseName.Prefix)), default);
        await Assert.ThrowsAsync<LeaseRevokedException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
        Assert.Null(await store.Refs.GetAsync("a"));
    }

    [Fact]
    public async Task A_change_during_which_the_lease_was_revoked_is_not_reported_as_made()
    {
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        backend.AfterCreate = name => name.StartsWith("refs/", StringComparison.Ordinal) ? RevokeAsync(inner, 2) : Task.CompletedTask;
        await Assert.ThrowsAsync<LeaseRevokedException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
        Assert.Equal(3, (await inner.NamesAsync(LeaseName.Prefix)).Length); // begin, commit, revoked: left to the collector
    }

    [Fact]
    public async Task A_change_that_failed_leaves_its_announcement_to_the_collector()
    {
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        backend.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith("refs/", StringComparison.Ordinal)
            ? throw new BackendException("the answer was lost") : Task.CompletedTask;
        await Assert.ThrowsAsync<BackendException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
        Assert.Equal(2, (await inner.NamesAsync(LeaseName.Prefix)).Length);
    }

    [Fact]
    public async Task A_record_that_the_backend_wrote_twice_is_the_holders_own()
    {
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        await using StorePin pin = await store.PinAsync();
        (Guid lease, _) = LeaseName.Parse(Assert.Single(await inner.NamesAsync(LeaseName.Prefix)));
        backend.Before = async (operation, name) =>
        {
            if (operation == BackendOperation.Create && name.EndsWith(".0000000001", StringComparison.Ordinal))
            {
                LeaseRecord record = new(lease, 1, LeaseEvent.Commit, Commit: new LeaseCommit("a", 1, s_blob));
                await inner.CreateIfAbsentAsync(name, new(record.Encode()), default);
            }
        };
        Assert.Equal(1, (await store.Refs.UpdateAsync("a", s_blob, 0)).Generation);
    }

    [Fact]
    public async Task A_pin_that_is_cancelled_while_its_lease_begins_leaves_none()
    {
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        using CancellationTokenSource cancellation = new();
        backend.AfterCreate = _ => cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PinAsync(cancellation.Token));
        Assert.Empty(await inner.NamesAsync(LeaseName.Prefix));
    }

    [Fact]
    public async Task A_change_that_is_cancelled_once_it_is_announced_is_made_and_costs_no_lease()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        await using StorePin pin = await store.PinAsync();
        using CancellationTokenSource cancellation = new();
        backend.AfterCreate = name => name.EndsWith(".0000000001", StringComparison.Ordinal) ? cancellation.CancelAsync() : Task.CompletedTask;
        Assert.Equal(1, (await store.Refs.UpdateAsync("a", s_blob, 0, cancellation.Token)).Generation);
        Assert.True(cancellation.IsCancellationRequested);
        await store.Refs.UpdateAsync("b", s_blob, 0);
    }

    [Fact]
    public async Task A_change_that_failed_when_it_was_announced_costs_no_lease()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        await using StorePin pin = await store.PinAsync();
        backend.Before = (operation, name) => operation == BackendOperation.GetLength && name.StartsWith(LeaseName.Prefix, StringComparison.Ordinal)
            ? throw new BackendException("no answer", isTransient: true) : Task.CompletedTask;
        await Assert.ThrowsAsync<BackendException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
        backend.Before = (_, _) => Task.CompletedTask;
        Assert.Equal(1, (await store.Refs.UpdateAsync("b", s_blob, 0)).Generation);
    }

    [Fact]
    public async Task Blobs_of_condemned_packs_count_as_absent_and_are_read()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await store.PutAsync((BlobKind.Snapshot, [1]));
        string pack = Assert.Single(await backend.NamesAsync("packs/"));
        await new EpochLog(backend).TryPublishAsync(
            new EpochRecord(1, EpochPhase.Condemned, [Hashing.Blake3Digest.Parse(pack.AsSpan(pack.LastIndexOf('/') + 1))]), default);

        await using BlobWriter writer = store.BeginWrite();
        await writer.PutAsync(BlobKind.Snapshot, new byte[] { 1 });
        Assert.False(store.Contains(s_blob));
        Assert.Equal([1], await store.ReadAsync(s_blob, BlobKind.Snapshot));
        await Assert.ThrowsAsync<BlobNotFoundException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
        await writer.FlushAsync();
        Assert.True(store.Contains(s_blob));
        Assert.Equal(2, (await backend.NamesAsync("packs/")).Length);
    }

    [Fact]
    public async Task A_failure_that_is_no_error_of_a_backend_ends_neither_the_life_of_a_lease_nor_its_log()
    {
        FakeTimeProvider time = new();
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        BlobStore store = await BlobStore.CreateAsync(backend, new BlobStoreOptions { Time = time });
        await using StorePin pin = await store.PinAsync();
        await new EpochLog(inner).TryPublishAsync(new EpochRecord(1, EpochPhase.Condemned, []), default);
        TaskCompletionSource failed = new();
        TaskCompletionSource alive = new();
        backend.Before = (_, _) => failed.TrySetResult() ? throw new TaskCanceledException("a time-out of its own") : Task.CompletedTask;
        backend.AfterCreate = _ => Task.FromResult(alive.TrySetResult());
        while (!alive.Task.IsCompleted)
        {
            time.Advance(LeaseLife.Interval); // again until the timer is there: it is made by a task of its own
            await Task.Yield();
        }

        Assert.True(failed.Task.IsCompleted);
        await store.DisposeAsync();
        Assert.Empty(await inner.NamesAsync(LeaseName.Prefix));
    }

    private static async Task RevokeAsync(MemoryBackend backend, int number)
    {
        (Guid lease, _) = LeaseName.Parse((await backend.NamesAsync(LeaseName.Prefix))[0]);
        await backend.CreateIfAbsentAsync(
            LeaseName.Of(lease, number), new(new LeaseRecord(lease, number, LeaseEvent.Revoked).Encode()), default);
    }
}
