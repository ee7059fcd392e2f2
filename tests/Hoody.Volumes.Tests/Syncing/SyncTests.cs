using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Syncing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;
using static Hoody.Volumes.Tests.Syncing.SyncFixture;

namespace Hoody.Volumes.Tests.Syncing;

public sealed class SyncTests
{
    [Theory]
    [InlineData("1", "2", "1", "f=2", null)]
    [InlineData("1", "1", "2", "f=2", null)]
    [InlineData("1", "2", "2", "f=2", null)]
    [InlineData("1", "2", "3", "f=3", SyncConflictKind.BothChanged)]
    [InlineData(null, "2", "3", "f=3", SyncConflictKind.BothAdded)]
    [InlineData("1", null, "3", "f=3", SyncConflictKind.RemovedInSource)]
    [InlineData("1", "2", null, "", SyncConflictKind.RemovedInTarget)]
    [InlineData("1", null, "1", "", null)]
    [InlineData("1", "1", null, "", null)]
    public async Task Keep_takes_over_what_the_target_left_alone(string? was, string? source, string? target, string result, SyncConflictKind? conflict)
    {
        await using SyncFixture fixture = await CreateAsync(One(was), One(source), One(target));
        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Keep);

        Assert.Equal(result, await fixture.ListAsync((await plan.ApplyAsync()).Root));
        Assert.Equal(conflict is { } kind ? [kind] : [], plan.Conflicts.Select(found => found.Kind));
        Assert.Equal(conflict is null ? 0 : 1, plan.ConflictCount);

        static ModelTree One(string? data) => data is null ? Tree() : Tree(File("f", data));
    }

    [Fact]
    public async Task A_directory_that_became_a_file_here_and_changed_there_is_a_conflict()
    {
        await using SyncFixture fixture = await CreateAsync(
            Tree(Directory("d", File("f", "1"))), Tree(Directory("d", File("f", "2"))), Tree(File("d", "mine")));
        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Keep);

        Assert.Equal("d=mine", await fixture.ListAsync((await plan.ApplyAsync()).Root));
        SyncConflict conflict = Assert.Single(plan.Conflicts);
        Assert.Equal((TreePath.Parse("d"), SyncConflictKind.BothChanged), (conflict.Path, conflict.Kind));
    }

    [Fact]
    public async Task A_directory_that_the_source_removed_and_the_target_changed_stays_whole()
    {
        await using SyncFixture fixture = await CreateAsync(
            Tree(Directory("d", File("f", "1"), File("g", "1"))), Tree(), Tree(Directory("d", File("f", "mine"), File("g", "1"))));
        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Keep);

        Assert.Equal("d/f=mine d/g=1", await fixture.ListAsync((await plan.ApplyAsync()).Root));
        Assert.Equal(SyncConflictKind.RemovedInSource, Assert.Single(plan.Conflicts).Kind);
    }

    [Fact]
    public async Task Without_a_base_nothing_of_the_target_is_removed()
    {
        await using SyncFixture fixture = await CreateAsync(null, Tree(File("a", "1"), File("b", "1")), Tree(File("b", "2"), File("c", "2")));
        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Keep);

        Assert.Equal("a=1 b=2 c=2", await fixture.ListAsync((await plan.ApplyAsync()).Root));
        Assert.Equal(TreePath.Parse("b"), Assert.Single(plan.Conflicts).Path);
    }

    [Fact]
    public async Task The_state_before_has_a_ref_and_the_new_record_is_the_targets()
    {
        await using SyncFixture fixture = await CreateAsync(null, Tree(File("a", "1")), Tree(File("a", "2")));
        BlobId before = (await fixture.RefAsync(TargetRef))!.Target; // The fixture made it.

        SyncResult result = await fixture.SyncAsync(SyncPolicy.Overwrite);

        SnapshotRecord record = await fixture.Volume.Store.GetSnapshotAsync(result.Target.Target);
        Assert.Equal([before, fixture.SourceId], record.Parents);
        Assert.Equal("target"u8.ToArray(), record.Data.ToArray());
        Assert.Equal(before, (await fixture.RefAsync(TargetRef + "-before/1"))?.Target);
        Assert.Equal(result.PreviousRef, await fixture.RefAsync(TargetRef + "-before/1"));
    }

    [Fact]
    public async Task A_target_that_does_not_exist_becomes_the_source()
    {
        await using SyncFixture fixture = await CreateAsync(Tree(File("a", "0")), Tree(File("a", "1")), null);
        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Keep);

        SyncResult result = await plan.ApplyAsync();

        Assert.Equal(fixture.Source, result.Root);
        Assert.Equal((new SyncCounts(1, 0, 0, 1), 1L, null), (plan.Counts, result.Target.Generation, result.PreviousRef));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_plan_that_was_applied_already_leaves_the_ref_to_the_state_before(int movesSince)
    {
        await using SyncFixture fixture = await CreateAsync(null, Tree(File("a", "1")), Tree(File("a", "2")));
        RefValue before = (await fixture.RefAsync(TargetRef))!; // The fixture made it.
        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Overwrite);
        SyncResult applied = await plan.ApplyAsync();
        for (long moves = 0; moves < movesSince; moves++)
        {
            await fixture.Volume.Blobs.Refs.UpdateAsync(TargetRef, fixture.SourceId, applied.Target.Generation + moves);
        }

        await Assert.ThrowsAsync<RefConflictException>(() => plan.ApplyAsync());

        Assert.Equal(before.Target, (await fixture.RefAsync(TargetRef + "-before/1"))?.Target);
    }

    [Fact]
    public async Task A_target_that_moved_since_the_plan_is_left_alone()
    {
        await using SyncFixture fixture = await CreateAsync(null, Tree(File("a", "1")), Tree(File("a", "2")));
        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Overwrite);
        await fixture.Volume.Blobs.Refs.UpdateAsync(TargetRef, fixture.SourceId, 1);

        RefConflictException conflict = await Assert.ThrowsAsync<RefConflictException>(() => plan.ApplyAsync());

        Assert.Equal((2L, TargetRef), (conflict.Found?.Generation, conflict.Name));
        Assert.Equal(conflict.Found, await fixture.RefAsync(TargetRef));
        Assert.Null(await fixture.RefAsync(TargetRef + "-before/1"));
    }

    [Fact]
    public async Task An_empty_source_does_not_erase_a_target()
    {
        await using SyncFixture fixture = await CreateAsync(null, Tree(), Tree(File("a", "1"), File("b", "1")));
        SyncPlan plan = await fixture.PlanAsync(new SyncOptions());

        SyncRefusedException refused = await Assert.ThrowsAsync<SyncRefusedException>(() => plan.ApplyAsync());

        Assert.Equal(SyncRefusal.RemovesTooMuch, refused.Refusal);
        Assert.Equal(1, (await fixture.RefAsync(TargetRef))?.Generation);
    }

    [Theory]
    [InlineData(0.49, SyncRefusal.RemovesTooMuch)]
    [InlineData(0.5, SyncRefusal.None)]
    public async Task As_much_may_be_removed_as_the_options_say(double share, SyncRefusal refusal)
    {
        await using SyncFixture fixture = await CreateAsync(null, Tree(File("a", "1")), Tree(File("a", "1"), File("b", "1")));

        Assert.Equal(refusal, (await fixture.PlanAsync(new SyncOptions { MaxRemovedShare = share })).Refusal);
    }

    [Fact]
    public async Task More_conflicts_than_are_listed_are_counted()
    {
        ModelTree Files(string data) => Tree([.. Enumerable.Range(10, 20).Select(i => File($"f{i}", data))]);
        await using SyncFixture fixture = await CreateAsync(Files("1"), Files("2"), Files("3"));

        SyncPlan plan = await fixture.PlanAsync(new SyncOptions { MaxConflictsListed = 3 });

        Assert.Equal(20, plan.ConflictCount);
        Assert.Equal(["f10", "f11", "f12"], plan.Conflicts.Select(conflict => conflict.Path.ToString()));
        Assert.EndsWith($"BothChanged  f12{Environment.NewLine}and 17 more{Environment.NewLine}", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_names_what_an_overwrite_would_undo()
    {
        await using SyncFixture fixture = await CreateAsync(Tree(File("a", "1")), Tree(File("a", "1")), Tree(File("a", "mine")));

        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Report);

        Assert.Equal((SyncRefusal.Diverged, SyncConflictKind.OnlyTarget), (plan.Refusal, Assert.Single(plan.Conflicts).Kind));
    }

    [Fact]
    public async Task What_is_alike_is_not_read()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry missing = Sample.Directory("same", Sample.File("a"));
        TreeEntry[][] trees =
        [
            [Sample.File("f", "1"), Sample.File("g", "1"), missing], [Sample.File("f", "2"), Sample.File("g", "1"), missing],
            [Sample.File("f", "1"), Sample.File("g", "2"), missing],
        ];
        List<BlobId> ids = [];
        foreach (TreeEntry[] tree in trees)
        {
            await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode(tree));
            ids.Add(await volume.Store.PutSnapshotAsync(new SnapshotRecord { Root = Sample.Directory("", tree), CreatedTime = default }));
        }

        await volume.Blobs.Refs.UpdateAsync(TargetRef, ids[2], 0);
        SyncPlan plan = await volume.Store.PlanSyncAsync(ids[1], TargetRef, ids[0], Allowing(SyncPolicy.Keep));

        Assert.Equal(Sample.Directory("", Sample.File("f", "2"), Sample.File("g", "2"), missing), (await plan.ApplyAsync()).Root);
    }

    [Fact]
    public async Task A_source_that_is_not_there_is_named()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await Assert.ThrowsAsync<BlobNotFoundException>(() => volume.Store.PlanSyncAsync(Sample.Id(1), TargetRef));
    }

    [Theory]
    [InlineData(248, true)] // room for "-before"
    [InlineData(249, false)]
    public async Task A_name_that_cannot_be_added_to_is_refused_before_anything_is_written(int length, bool isAllowed)
    {
        await using SyncFixture fixture = await CreateAsync(null, Tree(File("a", "1")), null);
        string name = new('n', length);
        await fixture.Volume.Blobs.Refs.UpdateAsync(name, await fixture.Volume.PutSnapshotAsync(Tree(File("a", "2"))), 0);

        Task<SyncPlan> planning = fixture.Volume.Store.PlanSyncAsync(fixture.SourceId, name);

        if (!isAllowed)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => planning);
            return;
        }

        Assert.Equal($"{name}-before/1", (await (await planning).ApplyAsync()).PreviousRef?.Name);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused_before_anything_is_read()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        foreach (SyncOptions options in new SyncOptions[]
        {
            new() { MaxRemovedShare = 1.1 }, new() { MaxRemovedShare = double.NaN }, new() { MaxConflictsListed = -1 }, new() { Policy = (SyncPolicy)9 },
        })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => volume.Store.PlanSyncAsync(Sample.Id(1), TargetRef, null, options));
        }
    }
}
