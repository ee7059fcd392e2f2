using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>Collections of what nobody knows for certain: changes in doubt, and an index that loses a run meanwhile.</summary>
public sealed class CollectionDoubtTests
{
    [Fact]
    public async Task A_change_in_doubt_stays_announced_when_a_later_one_succeeds()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId first;
        await using (StorePin pin = await garbage.Store.PinAsync())
        {
            first = await GarbageStore.PutAsync(garbage.Store, 1);
            garbage.Backend.Before = (operation, name) => operation == BackendOperation.Create && name == RefName.ObjectOf("a", 1)
                ? throw new BackendException("the answer was lost") : Task.CompletedTask;
            await Assert.ThrowsAsync<BackendException>(() => garbage.Store.Refs.UpdateAsync("a", first, 0));
            garbage.Backend.Before = (_, _) => Task.CompletedTask;
            await garbage.CommitAsync("b", 2);
        }

        Assert.Equal(0, (await garbage.CollectAsync()).PacksDeleted);

        // What was lost on its way arrives after all, and finds that a collector has made the change.
        await garbage.Memory.CreateIfAbsentAsync(RefName.ObjectOf("a", 1), new(new RefRecord("a", 1, first).Encode()), default);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_change_whose_announcement_is_in_doubt_stays_announced()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        TaskCompletionSource isFinishing = new();
        TaskCompletionSource goOn = new();
        garbage.Backend.Before = async (operation, name) =>
        {
            if (operation == BackendOperation.List && name == RefName.GenerationsOf("a"))
            {
                isFinishing.SetResult();
                await goOn.Task;
            }
        };

        // The holder has written what it is about to do, and cannot see whether its lease is in force; a collector that has revoked it is about to finish that change.
        Task<CollectionResult>? slow = null;
        HookedBackend backend = new(garbage.Memory);
        await using BlobStore holder = await BlobStore.OpenAsync(backend, StoreFixture.SmallPacks);
        await using (StorePin pin = await holder.PinAsync())
        {
            Guid lease = LeaseName.Parse(Assert.Single(await garbage.Memory.NamesAsync(LeaseName.Prefix))).Lease;
            BlobId snapshot = await GarbageStore.PutAsync(holder, 1);
            bool isAnnounced = false;
            backend.AfterCreate = name =>
            {
                isAnnounced |= name == LeaseName.Of(lease, 1);
                return Task.CompletedTask;
            };
            backend.Before = async (operation, name) =>
            {
                if (isAnnounced && slow is null && operation == BackendOperation.GetLength && name == LeaseName.Of(lease, 0))
                {
                    slow = garbage.CollectAsync();
                    await isFinishing.Task;
                    throw new BackendException("too many open files");
                }
            };
            await Assert.ThrowsAsync<BackendException>(() => holder.Refs.UpdateAsync("a", snapshot, 0));
        }

        // Others end that collection, and make another one.
        for (int i = 0; i < 2; i++)
        {
            await using BlobStore other = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks);
            await (await other.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient)).ApplyAsync();
        }

        goOn.SetResult();
        await Assert.ThrowsAsync<CollectionConflictException>(() => slow ?? throw new InvalidOperationException("No collection has begun."));
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task What_is_live_in_a_pack_whose_run_was_left_out_before_the_second_mark_is_spared()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.Store.Index.Compactor.CompactAsync(default);
        await garbage.DeleteAsync("a");
        StorePin pin = await garbage.Store.PinAsync();
        BlobId snapshot = await GarbageStore.PutAsync(garbage.Store, 1); // found, not stored again

        CollectionResult result = await garbage.CollectAsync(new CollectionOptions
        {
            Pause = async (_, token) =>
            {
                await garbage.Store.Refs.UpdateAsync("b", snapshot, 0, token);
                await pin.DisposeAsync();
                await using BlobStore other = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks, token);
                await other.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(2)));

                // While the collector reads the directory of that pack, a compaction finds the run damaged. Its packs are absent until somebody looks for them.
                garbage.Backend.Before = (operation, name) =>
                {
                    if (operation == BackendOperation.Read && name.StartsWith("packs/", StringComparison.Ordinal))
                    {
                        garbage.Backend.Before = (_, _) => Task.CompletedTask;
                        garbage.Store.Index.Drop(Assert.Single(garbage.Store.Index.Runs));
                    }

                    return Task.CompletedTask;
                };
            },
        });
        Assert.Equal((0, 2), (result.PacksDeleted, result.PacksSpared));
        Assert.Empty(garbage.Store.Index.Runs);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_collection_that_was_cut_short_is_given_up_when_what_it_marks_cannot_be_read()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        for (int chunk = 1; chunk <= 3; chunk++)
        {
            await garbage.CommitAsync("a", chunk);
        }

        await using (StorePin pin = await garbage.Store.PinAsync())
        {
            CollectionOptions options = new() { Pause = (_, _) => throw new OperationCanceledException() };
            await Assert.ThrowsAsync<OperationCanceledException>(() => garbage.CollectAsync(options));
        }

        // Nobody remembers what was the newest generation when the packs were condemned: so whoever goes on looks at all of them.
        await garbage.Memory.FlipAsync(RefName.ObjectOf("a", 1), 30);
        CorruptDataException failure = await Assert.ThrowsAsync<CorruptDataException>(() => garbage.CollectAsync());
        Assert.Contains("Ref 'a', generation 1,", failure.Message, StringComparison.Ordinal);

        CollectionPlan plan = await garbage.PlanAsync();
        Assert.False(plan.IsContinuation);
        CollectionResult result = await plan.ApplyAsync();
        Assert.Equal((4, 2), (result.PacksDeleted, result.RefGenerationsDeleted));
        await garbage.AssertIntactAsync();
    }
}
