using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Leases;
using Hoody.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests.Leases;

/// <summary>A record of a lease that was written, though its holder was told that it failed, is no revocation.</summary>
public sealed class LostAnswerTests : IAsyncDisposable
{
    private static readonly BlobId s_blob = BlobId.Compute(BlobKind.Snapshot, [1]);

    private readonly MemoryBackend _inner = new();
    private readonly HookedBackend _backend;
    private readonly FakeTimeProvider _time = new();

    public LostAnswerTests() => _backend = new HookedBackend(_inner);

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Fact]
    public async Task Of_an_announcement_it_costs_that_change_and_no_later_one()
    {
        await using BlobStore store = await CreateAsync();
        await using StorePin pin = await store.PinAsync();
        _ = LoseAnswer(number: 1);
        await Assert.ThrowsAsync<BackendException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
        Assert.Equal(1, (await store.Refs.UpdateAsync("b", s_blob, 0)).Generation);
        Assert.Equal(1, (await store.Refs.UpdateAsync("a", s_blob, 0)).Generation);
    }

    [Fact]
    public async Task Of_an_announcement_it_takes_no_pin_away()
    {
        await using BlobStore store = await CreateAsync();
        await using StorePin pin = await store.PinAsync();
        _ = LoseAnswer(number: 1);
        await Assert.ThrowsAsync<BackendException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
        await Assert.ThrowsAsync<BlobNotFoundException>(() => store.ReadAsync(BlobId.Compute(BlobKind.Chunk, [2]), BlobKind.Chunk));
    }

    [Fact]
    public async Task Of_a_sign_of_life_it_costs_no_change()
    {
        await using BlobStore store = await CreateAsync();
        await using StorePin pin = await store.PinAsync();
        await new EpochLog(_inner).TryPublishAsync(new EpochRecord(1, EpochPhase.Condemned, []), default);
        Task isLost = LoseAnswer(number: 1);
        while (!isLost.IsCompleted)
        {
            _time.Advance(LeaseLife.Interval); // again until the timer is there: it is made by a task of its own
            await Task.Yield();
        }

        Assert.Equal(1, (await store.Refs.UpdateAsync("a", s_blob, 0)).Generation);
    }

    [Fact]
    public async Task A_revocation_behind_it_is_one()
    {
        await using BlobStore store = await CreateAsync();
        await using StorePin pin = await store.PinAsync();
        (Guid lease, _) = LeaseName.Parse(Assert.Single(await _inner.NamesAsync(LeaseName.Prefix)));
        _ = LoseAnswer(number: 1);
        await Assert.ThrowsAsync<BackendException>(() => store.Refs.UpdateAsync("a", s_blob, 0));
        await _inner.CreateIfAbsentAsync(LeaseName.Of(lease, 2), new(new LeaseRecord(lease, 2, LeaseEvent.Revoked).Encode()), default);
        await Assert.ThrowsAsync<LeaseRevokedException>(() => store.Refs.UpdateAsync("b", s_blob, 0));
        await Assert.ThrowsAsync<LeaseRevokedException>(() => store.ReadAsync(BlobId.Compute(BlobKind.Chunk, [2]), BlobKind.Chunk));
    }

    private async Task<BlobStore> CreateAsync()
    {
        BlobStore store = await BlobStore.CreateAsync(_backend, new BlobStoreOptions { Time = _time });
        await store.PutAsync((BlobKind.Snapshot, [1]));
        return store;
    }

    /// <summary>The next record of that number is written, and the answer is lost; the task tells when.</summary>
    private Task LoseAnswer(int number)
    {
        TaskCompletionSource isLost = new();
        _backend.AfterCreate = name => name.StartsWith(LeaseName.Prefix, StringComparison.Ordinal) && LeaseName.Parse(name).Number == number && isLost.TrySetResult()
            ? throw new BackendException("The answer was lost.", isTransient: true) : Task.CompletedTask;
        return isLost.Task;
    }
}
