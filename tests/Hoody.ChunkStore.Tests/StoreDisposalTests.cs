using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests;

/// <summary>What is under way when a store is closed, and what is asked of it afterwards: an error that says so, and nothing changed.</summary>
public sealed class StoreDisposalTests
{
    [Fact]
    public async Task Who_waits_for_the_listing_of_another_learns_that_the_store_was_closed()
    {
        HookedBackend backend = new(new MemoryBackend());
        BlobStore store = await BlobStore.CreateAsync(backend);
        TaskCompletionSource gate = new();
        backend.Before = (_, _) => gate.Task;
        Task[] refreshes = [store.RefreshAsync(), store.RefreshAsync(), store.RefreshAsync()];
        await store.DisposeAsync();
        gate.SetResult();
        foreach (Task refresh in refreshes.Skip(1)) // waited for ever
        {
            await AssertClosedAsync(() => refresh);
        }
    }

    [Fact]
    public async Task A_change_of_a_ref_that_was_not_announced_before_the_store_was_closed_is_not_made()
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        BlobStore store = await BlobStore.CreateAsync(backend);
        BlobId target = (await store.PutAsync((BlobKind.Snapshot, [1])))[0];
        TaskCompletionSource gate = new();
        backend.Before = (_, name) => name.StartsWith("refs/", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;
        Task<RefValue> update = store.Refs.UpdateAsync("a", target, 0);
        await store.DisposeAsync();
        gate.SetResult();
        await AssertClosedAsync(() => update);
        Assert.Empty(await memory.NamesAsync("refs/"));
        Assert.Empty(await memory.NamesAsync("leases/"));
    }

    [Fact]
    public async Task A_closed_store_changes_no_ref()
    {
        MemoryBackend memory = new(); // goes on when it is disposed
        BlobStore store = await BlobStore.CreateAsync(memory);
        BlobId target = (await store.PutAsync((BlobKind.Snapshot, [1])))[0];
        await store.Refs.UpdateAsync("a", target, 0);
        await store.DisposeAsync();
        SortedDictionary<string, byte[]> before = await BackendContent.ReadAsync(memory);
        await AssertClosedAsync(() => store.Refs.UpdateAsync("b", target, 0));
        await AssertClosedAsync(() => store.Refs.DeleteAsync("a", 1));
        Assert.Equal(before, await BackendContent.ReadAsync(memory));
    }

    [Fact]
    public async Task A_plan_of_a_closed_store_condemns_nothing()
    {
        GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.DeleteAsync("a");
        CollectionPlan plan = await garbage.PlanAsync();
        await garbage.DisposeAsync();
        SortedDictionary<string, byte[]> before = await BackendContent.ReadAsync(garbage.Memory);
        await AssertClosedAsync(() => plan.ApplyAsync());
        Assert.Equal(before, await BackendContent.ReadAsync(garbage.Memory));
    }

    [Fact]
    public async Task A_collection_that_waits_for_others_when_the_store_is_closed_ends_and_deletes_nothing()
    {
        GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.DeleteAsync("a");
        await using BlobStore other = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks);
        await using StorePin pin = await other.PinAsync();
        int pauseCount = 0;
        CollectionPlan plan = await garbage.PlanAsync(new CollectionOptions
        {
            Pause = async (_, _) =>
            {
                Assert.Equal(1, ++pauseCount); // it went on until the other had ended, or an hour was over
                await garbage.DisposeAsync();
            },
        });
        await AssertClosedAsync(() => plan.ApplyAsync());
        Assert.Equal(2, (await garbage.PacksAsync()).Length);
    }

    private static async Task AssertClosedAsync(Func<Task> call)
    {
        ObjectDisposedException error = await Assert.ThrowsAsync<ObjectDisposedException>(call);
        Assert.Equal(typeof(BlobStore).FullName, error.ObjectName);
    }
}
