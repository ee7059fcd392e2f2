using FsCheck.Xunit;
using Hoody.Volumes.Syncing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Syncing;

/// <summary>What holds for any three trees.</summary>
public sealed class SyncLawTests
{
    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Overwrite_makes_the_target_the_source(ModelTree? ancestor, ModelTree source, ModelTree target)
    {
        await using SyncFixture fixture = await SyncFixture.CreateAsync(ancestor, source, target);

        Assert.Equal(fixture.Source, (await fixture.SyncAsync(SyncPolicy.Overwrite)).Root);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Keep_without_changes_of_the_target_makes_it_the_source(ModelTree ancestor, ModelTree source)
    {
        await using SyncFixture fixture = await SyncFixture.CreateAsync(ancestor, source, ancestor);

        Assert.Equal(fixture.Source, (await fixture.SyncAsync(SyncPolicy.Keep)).Root);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Keep_without_changes_of_the_source_leaves_the_target(ModelTree ancestor, ModelTree target)
    {
        await using SyncFixture fixture = await SyncFixture.CreateAsync(ancestor, ancestor, target);

        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Keep);

        Assert.Equal((default, 0L), (plan.Counts, plan.ConflictCount));
        Assert.Equal(fixture.Target, (await plan.ApplyAsync()).Root);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Report_does_what_overwrite_does_or_names_why_not(ModelTree ancestor, ModelTree source, ModelTree target)
    {
        await using SyncFixture fixture = await SyncFixture.CreateAsync(ancestor, source, target);

        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Report);

        if (plan.Refusal == SyncRefusal.None)
        {
            Assert.Equal(fixture.Source, (await plan.ApplyAsync()).Root);
        }
        else
        {
            Assert.NotEmpty(plan.Conflicts);
            Assert.Equal(SyncRefusal.Diverged, (await Assert.ThrowsAsync<SyncRefusedException>(() => plan.ApplyAsync())).Refusal);
        }
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Each_path_of_a_merged_tree_is_as_one_of_the_rules_says(ModelTree ancestor, ModelTree source, ModelTree target)
    {
        await using SyncFixture fixture = await SyncFixture.CreateAsync(ancestor, source, target);

        TreeEntry merged = (await fixture.SyncAsync(SyncPolicy.Keep)).Root;

        Assert.Equal(
            ModelMerge.Of(ancestor, source, target).Flatten().Select(ModelMerge.Own),
            (await ModelTree.LoadAsync(fixture.Volume.Blobs, merged)).Flatten().Select(ModelMerge.Own));
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Changes_that_do_not_meet_are_both_in_the_merged_tree(ModelTree ancestor, ModelTree source, ModelTree target)
    {
        // Under two names nobody shares: each side changes its half, and the other leaves it as it was.
        ModelTree Join(ModelTree left, ModelTree right) =>
            SyncFixture.Tree(ModelMerge.Named(left, "left"), ModelMerge.Named(right, "right"));
        await using SyncFixture fixture = await SyncFixture.CreateAsync(
            Join(ancestor, ancestor), Join(source, ancestor), Join(ancestor, target));
        TreeEntry both = await fixture.Volume.PutAsync(Join(source, target));

        SyncPlan plan = await fixture.PlanAsync(SyncPolicy.Keep);

        Assert.Equal(0, plan.ConflictCount);
        Assert.Equal(both, (await plan.ApplyAsync()).Root);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task A_second_sync_has_nothing_to_do(ModelTree ancestor, ModelTree source, ModelTree target, bool isKeep)
    {
        SyncPolicy policy = isKeep ? SyncPolicy.Keep : SyncPolicy.Overwrite;
        await using SyncFixture fixture = await SyncFixture.CreateAsync(ancestor, source, target);
        SyncResult first = await fixture.SyncAsync(policy);

        SyncPlan again = await fixture.Volume.Store.PlanSyncAsync(fixture.SourceId, SyncFixture.TargetRef, fixture.SourceId, SyncFixture.Allowing(policy));

        Assert.Equal((default, 0L), (again.Counts, again.ConflictCount));
        Assert.Equal(first.Target, (await again.ApplyAsync()).Target);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task The_counts_are_those_of_a_diff(ModelTree ancestor, ModelTree source, ModelTree target, bool isKeep)
    {
        await using SyncFixture fixture = await SyncFixture.CreateAsync(ancestor, source, target);

        SyncPlan plan = await fixture.PlanAsync(isKeep ? SyncPolicy.Keep : SyncPolicy.Overwrite);

        TreeEntry root = (await plan.ApplyAsync()).Root;
        var changes = await fixture.Volume.CollectAsync(fixture.Volume.Store.DiffAsync(fixture.Target, root));
        Assert.Equal(
            (changes.Count(change => change.Before is null), changes.Count(change => change is { Before: not null, After: not null }), changes.Count(change => change.After is null)),
            ((int)plan.Counts.Added, (int)plan.Counts.Changed, (int)plan.Counts.Removed));
    }
}
