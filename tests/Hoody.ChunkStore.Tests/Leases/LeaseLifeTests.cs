using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Leases;
using Hoody.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests.Leases;

/// <summary>A process that lives shows it under each lease that a collector waits for.</summary>
public sealed class LeaseLifeTests
{
    private static readonly BlobId s_blob = BlobId.Compute(BlobKind.Snapshot, [1]);

    [Fact]
    public async Task A_call_that_hangs_under_one_lease_keeps_no_other_from_showing_life()
    {
        FakeTimeProvider time = new();
        MemoryBackend inner = new();
        HookedBackend backend = new(inner);
        await using BlobStore store = await BlobStore.CreateAsync(backend, new BlobStoreOptions { Time = time });
        await store.PutAsync((BlobKind.Snapshot, [1]));
        StorePin old = await store.PinAsync();
        (Guid oldLease, _) = LeaseName.Parse(Assert.Single(await inner.NamesAsync(LeaseName.Prefix)));
        await new EpochLog(inner).TryPublishAsync(new EpochRecord(1, EpochPhase.Idle, []), default);
        StorePin young = await store.PinAsync();
        await new EpochLog(inner).TryPublishAsync(new EpochRecord(2, EpochPhase.Condemned, []), default);

        TaskCompletionSource release = new();
        TaskCompletionSource hangs = new();
        TaskCompletionSource alive = new();
        backend.Before = (operation, name) =>
            operation == BackendOperation.Create && name.StartsWith("refs/", StringComparison.Ordinal) && hangs.TrySetResult() ? release.Task : Task.CompletedTask;
        backend.AfterCreate = name => Task.FromResult(
            name.StartsWith(LeaseName.Prefix, StringComparison.Ordinal) && LeaseName.Parse(name) is (Guid lease, > 0) && lease != oldLease && alive.TrySetResult());
        Task change = store.Refs.UpdateAsync("a", s_blob, 0);
        await hangs.Task;
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1)); // for a deadlock alone
        try
        {
            while (!alive.Task.IsCompleted)
            {
                patience.Token.ThrowIfCancellationRequested();
                time.Advance(LeaseLife.Interval);
                await Task.Yield();
            }
        }
        finally
        {
            release.SetResult();
        }

        await change;
        await young.DisposeAsync();
        await old.DisposeAsync();
    }
}
