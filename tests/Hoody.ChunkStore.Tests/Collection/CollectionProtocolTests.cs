using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>Collections beside writers, step by step; the schedules nobody thought of are explored elsewhere.</summary>
public sealed class CollectionProtocolTests
{
    [Fact]
    public async Task What_older_work_builds_upon_is_spared()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.DeleteAsync("a");
        StorePin pin = await garbage.Store.PinAsync();
        BlobId snapshot = await GarbageStore.PutAsync(garbage.Store, 1); // found, not stored again
        Assert.Equal(2, (await garbage.PacksAsync()).Length);

        CollectionResult result = await garbage.CollectAsync(new CollectionOptions
        {
            Pause = async (_, token) =>
            {
                Assert.Equal(EpochPhase.Condemned, (await new EpochLog(garbage.Memory).ReadNewestAsync(default)).Phase);
                await garbage.Store.Refs.UpdateAsync("b", snapshot, 0, token);
                await pin.DisposeAsync();
            },
        });
        Assert.Equal((0, 2), (result.PacksDeleted, result.PacksSpared));
        Assert.True(garbage.Store.Contains(GarbageStore.ChunkId(1))); // who asks needs no pin for that
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task Work_that_begins_after_the_condemnation_stores_its_own_copy()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.DeleteAsync("a");
        StorePin pin = await garbage.Store.PinAsync();
        CollectionResult result = await garbage.CollectAsync(new CollectionOptions
        {
            Pause = async (_, _) =>
            {
                await garbage.CommitAsync("b", 1);
                await pin.DisposeAsync();
            },
        });
        Assert.Equal(2, result.PacksDeleted);
        Assert.Equal(2, (await garbage.PacksAsync()).Length);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public Task What_a_ref_was_for_a_moment_may_be_taken_from_there() => TakeFromPassingRefAsync(ProtocolRules.All);

    [Fact]
    public Task Without_passed_generations_as_roots_it_would_be_lost() =>
        Assert.ThrowsAnyAsync<ChunkStoreException>(() => TakeFromPassingRefAsync(ProtocolRules.All with { NewGenerationsAreRoots = false }));

    private static async Task TakeFromPassingRefAsync(ProtocolRules rules)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { Rules = rules });
        await garbage.CommitAsync("a", 1);
        await garbage.DeleteAsync("a");
        StorePin old = await garbage.Store.PinAsync();
        BlobId snapshot = await GarbageStore.PutAsync(garbage.Store, 1);
        StorePin? young = null;
        await garbage.CollectAsync(new CollectionOptions
        {
            Pause = async (_, token) =>
            {
                await garbage.Store.Refs.UpdateAsync("moment", snapshot, 0, token);
                await old.DisposeAsync();
                young = await garbage.Store.PinAsync(token);
                Assert.Equal(snapshot, (await garbage.Store.Refs.GetAsync("moment", token))?.Target);
                await garbage.DeleteAsync("moment");
            },
        });
        await garbage.Store.Refs.UpdateAsync("copy", snapshot, 0);
        await young!.DisposeAsync(); // set above: the collection paused
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_lease_without_life_is_revoked_and_its_work_refused()
    {
        FakeTimeProvider time = new();
        await using GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { Time = time });
        await using BlobStore dead = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks with { Time = null });
        await using StorePin pin = await dead.PinAsync();
        BlobId snapshot = await GarbageStore.PutAsync(dead, 1);

        int pauses = 0;
        CollectionResult result = await garbage.CollectAsync(new CollectionOptions
        {
            LeaseSilence = TimeSpan.FromMinutes(2),
            Pause = (_, _) =>
            {
                pauses++;
                time.Advance(TimeSpan.FromSeconds(30));
                return Task.CompletedTask;
            },
        });
        Assert.Equal((1L, 2L, 4), (result.LeasesRevoked, result.PacksDeleted, pauses));

        // Twice: the first time its pack is gone, the second time it is in no index any more.
        await Assert.ThrowsAsync<LeaseRevokedException>(() => dead.GetAsync(snapshot, BlobKind.Snapshot).AsTask());
        await Assert.ThrowsAsync<LeaseRevokedException>(() => dead.GetAsync(snapshot, BlobKind.Snapshot).AsTask());
        await Assert.ThrowsAsync<LeaseRevokedException>(() => dead.GetManyAsync([snapshot], BlobKind.Snapshot).ToListAsync().AsTask());
        await Assert.ThrowsAsync<LeaseRevokedException>(() => dead.Refs.UpdateAsync("a", snapshot, 0));
        Assert.Null(await garbage.Store.Refs.GetAsync("a"));
        await pin.DisposeAsync();
        await Assert.ThrowsAsync<BlobNotFoundException>(() => dead.GetAsync(snapshot, BlobKind.Snapshot).AsTask());
        Assert.Empty(await garbage.Memory.NamesAsync(LeaseName.Prefix));
    }

    [Fact]
    public async Task A_process_that_lives_shows_life_and_keeps_its_lease()
    {
        FakeTimeProvider time = new();
        await using GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { Time = time });
        await using StorePin pin = await garbage.Store.PinAsync();
        await new EpochLog(garbage.Memory).TryPublishAsync(new EpochRecord(1, EpochPhase.Condemned, []), default);
        TaskCompletionSource alive = new();
        garbage.Backend.AfterCreate = name =>
        {
            alive.TrySetResult();
            return Task.CompletedTask;
        };
        while (!alive.Task.IsCompleted)
        {
            time.Advance(LeaseLife.Interval); // again until the timer is there: it is made by a task of its own
            await Task.Yield();
        }

        (Guid lease, int number) = LeaseName.Parse((await garbage.Memory.NamesAsync(LeaseName.Prefix))[^1]);
        Assert.Equal(LeaseEvent.Alive, (await LeaseRecord.ReadAsync(garbage.Memory, lease, number, default)).Event);
    }

    [Fact]
    public async Task Life_is_shown_only_while_a_collector_waits()
    {
        FakeTimeProvider time = new();
        await using GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { Time = time });
        await using StorePin old = await garbage.Store.PinAsync();
        EpochLog epochs = new(garbage.Memory);
        await epochs.TryPublishAsync(new EpochRecord(1, EpochPhase.Condemned, []), default);
        await epochs.TryPublishAsync(new EpochRecord(2, EpochPhase.Idle, []), default); // a collection that gave up
        int lookCount = 0;
        garbage.Backend.Before = (_, name) =>
        {
            if (name == EpochRecord.Prefix)
            {
                Interlocked.Increment(ref lookCount);
            }

            return Task.CompletedTask;
        };
        while (Volatile.Read(ref lookCount) < 3)
        {
            time.Advance(LeaseLife.Interval);
            await Task.Yield();
        }

        Assert.Single(await garbage.Memory.NamesAsync(LeaseName.Prefix));
    }

    [Fact]
    public async Task A_process_shows_life_also_while_it_looks_at_the_store_under_a_new_lease()
    {
        FakeTimeProvider time = new();
        await using GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { Time = time });
        await using StorePin old = await garbage.Store.PinAsync();
        await new EpochLog(garbage.Memory).TryPublishAsync(new EpochRecord(1, EpochPhase.Condemned, []), default);
        TaskCompletionSource alive = new();
        garbage.Backend.Before = (operation, name) =>
            operation == BackendOperation.List && name == PackName.Prefix ? alive.Task : Task.CompletedTask;
        garbage.Backend.AfterCreate = name =>
        {
            if (name.EndsWith(".0000000001", StringComparison.Ordinal))
            {
                alive.TrySetResult();
            }

            return Task.CompletedTask;
        };

        Task<StorePin> young = garbage.Store.PinAsync(); // lists the packs, and that takes long
        while (!alive.Task.IsCompleted)
        {
            time.Advance(LeaseLife.Interval);
            await Task.Yield();
        }

        await (await young).DisposeAsync();
    }

    [Fact]
    public async Task Work_that_does_not_end_in_time_makes_the_collection_give_up()
    {
        FakeTimeProvider time = new();
        await using GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { Time = time });
        await garbage.CommitAsync("a", 1);
        await garbage.DeleteAsync("a");
        await using (StorePin pin = await garbage.Store.PinAsync())
        {
            CollectionOptions options = new()
            {
                MaxWait = TimeSpan.FromMinutes(1),
                Pause = (_, _) =>
                {
                    time.Advance(TimeSpan.FromSeconds(30));
                    return Task.CompletedTask;
                },
            };
            await Assert.ThrowsAsync<CollectionConflictException>(() => garbage.CollectAsync(options));
            Assert.Equal(2, (await garbage.PacksAsync()).Length);
        }

        Assert.True(garbage.Store.Contains(GarbageStore.ChunkId(1))); // nothing is condemned any more
        Assert.Equal(2, (await garbage.CollectAsync()).PacksDeleted);
    }

    [Fact]
    public async Task Of_two_collections_planned_at_one_moment_one_is_applied()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.DeleteAsync("a");
        CollectionPlan first = await garbage.PlanAsync();
        CollectionPlan second = await garbage.PlanAsync();
        Assert.Equal(2, (await first.ApplyAsync()).PacksDeleted);
        await Assert.ThrowsAsync<CollectionConflictException>(() => second.ApplyAsync());
        await Assert.ThrowsAsync<CollectionConflictException>(() => first.ApplyAsync());
    }

    [Fact]
    public async Task A_plan_that_failed_while_it_copied_says_that_it_cannot_be_applied_again()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("large", 1, 2, 3, 4, 5);
        await garbage.CommitAsync("small", 1);
        await garbage.DeleteAsync("large");
        CollectionPlan plan = await garbage.PlanAsync(GarbageStore.Impatient with { RewriteDeadShare = 0.7 });
        garbage.Backend.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith("packs/", StringComparison.Ordinal)
            ? throw new BackendException("the network is away", isTransient: true) : Task.CompletedTask;
        await Assert.ThrowsAsync<BackendException>(() => plan.ApplyAsync());
        garbage.Backend.Before = (_, _) => Task.CompletedTask;
        await Assert.ThrowsAsync<CollectionConflictException>(() => plan.ApplyAsync()); // the store is not disposed
        Assert.Equal(2, (await garbage.CollectAsync(GarbageStore.Impatient with { RewriteDeadShare = 0.7 })).PacksDeleted);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_collection_that_another_one_overtakes_while_it_copies_is_told_so()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("large", 1, 2, 3, 4, 5);
        await garbage.CommitAsync("small", 1);
        await garbage.DeleteAsync("large");
        CollectionPlan slow = await garbage.PlanAsync(GarbageStore.Impatient with { RewriteDeadShare = 0.7 });
        Assert.NotEqual(0, slow.BytesToRewrite);

        bool isOvertaken = false;
        garbage.Backend.Before = async (operation, name) =>
        {
            if (operation == BackendOperation.GetLength && name.StartsWith("packs/", StringComparison.Ordinal) && !isOvertaken)
            {
                isOvertaken = true;
                await using BlobStore other = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks);
                CollectionOptions options = GarbageStore.Impatient with { RewriteDeadShare = 0.7 };
                await (await other.PlanCollectionAsync(new ListedReferences(), options)).ApplyAsync();
            }
        };
        await Assert.ThrowsAsync<CollectionConflictException>(() => slow.ApplyAsync());
        Assert.True(isOvertaken);
        garbage.Backend.Before = (_, _) => Task.CompletedTask;
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_commit_that_was_decided_before_the_revocation_is_finished()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        HookedBackend failing = new(garbage.Memory);
        await using BlobStore dead = await BlobStore.OpenAsync(failing, StoreFixture.SmallPacks with { Time = null });
        await using StorePin pin = await dead.PinAsync();
        BlobId snapshot = await GarbageStore.PutAsync(dead, 1);
        failing.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith("refs/", StringComparison.Ordinal)
            ? throw new BackendException("the process died here") : Task.CompletedTask;
        await Assert.ThrowsAsync<BackendException>(() => dead.Refs.UpdateAsync("a", snapshot, 0));

        CollectionResult result = await garbage.CollectAsync();
        Assert.Equal((0L, 1L), (result.PacksDeleted, result.LeasesRevoked));
        Assert.Equal(new RefValue("a", 1, snapshot), await garbage.Store.Refs.GetAsync("a"));
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task What_is_left_of_leases_that_ended_is_cleared_away()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        Guid lease = Guid.NewGuid();
        LeaseRecord orphan = new(lease, 3, LeaseEvent.Commit, Commit: new LeaseCommit("a", 1, GarbageStore.SnapshotId(1)));
        await garbage.Memory.CreateIfAbsentAsync(LeaseName.Of(lease, 3), new(orphan.Encode()), default);
        await garbage.CollectAsync();
        Assert.Empty(await garbage.Memory.NamesAsync(LeaseName.Prefix));
        Assert.Null(await garbage.Store.Refs.GetAsync("a"));
    }

    [Fact]
    public async Task Another_process_learns_of_a_collection_before_it_builds_on_anything()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await using BlobStore other = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks);
        await garbage.DeleteAsync("a");
        await garbage.CollectAsync();
        Assert.True(other.Contains(GarbageStore.ChunkId(1))); // it does not know yet
        await GarbageStore.CommitAsync(other, "b", 1);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task A_collection_that_fails_at_any_call_loses_nothing_and_the_next_one_finishes_it()
    {
        int call = 0;
        for (bool isOver = false; !isOver; call++)
        {
            await using GarbageStore garbage = await GarbageStore.CreateAsync();
            await garbage.CommitAsync("kept", 1, 2);
            await garbage.CommitAsync("mixed", 2, 3, 4, 5);
            await garbage.CommitAsync("mixed", 3);
            await garbage.CommitAsync("dropped", 6);
            await garbage.DeleteAsync("dropped");
            int left = call;
            garbage.Backend.Before = (_, _) => left-- == 0 ? throw new BackendException("the call failed") : Task.CompletedTask;
            await Record.ExceptionAsync(() => garbage.CollectAsync()); // some calls are tried twice, and then nothing has failed
            isOver = left >= 0;
            garbage.Backend.Before = (_, _) => Task.CompletedTask;
            await garbage.AssertIntactAsync();

            // A new process: finishes, collects, and stores again what was dropped.
            await using BlobStore next = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks);
            for (CollectionPlan? plan = null; plan is null || plan.IsContinuation;)
            {
                plan = await next.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient);
                await plan.ApplyAsync();
            }

            await GarbageStore.CommitAsync(next, "again", 2, 4, 6);
            await garbage.AssertIntactAsync();
            Assert.Equal(8, next.GetStatistics().Blobs);
        }

        Assert.InRange(call, 30, 1000);
    }
}
