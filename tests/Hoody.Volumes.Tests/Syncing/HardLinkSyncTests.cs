using FsCheck.Xunit;
using Hoody.Volumes.Syncing;
using Hoody.Volumes.Tests.Trees;
using static Hoody.Volumes.Tests.Syncing.SyncFixture;

namespace Hoody.Volumes.Tests.Syncing;

/// <summary>A number of a group means a file within one tree only: what a merge makes of the numbers of two.</summary>
public sealed class HardLinkSyncTests
{
    [Property(Arbitrary = [typeof(LinkedTrees)])]
    public async Task Names_of_one_group_are_one_file_in_a_merged_tree(LinkedTree ancestor, LinkedTree source, LinkedTree target)
    {
        await using SyncFixture fixture = await CreateAsync(ancestor.Tree, source.Tree, target.Tree);

        ModelTree merged = await ModelTree.LoadAsync(fixture.Volume.Blobs, (await fixture.SyncAsync(SyncPolicy.Keep)).Root);

        Assert.All(
            merged.Flatten().Where(path => path.Value.HardLinkGroup != 0).GroupBy(path => path.Value.HardLinkGroup),
            group => Assert.Single(group.Select(path => path.Value).Distinct()));
    }

    [Fact]
    public async Task Groups_of_two_trees_with_one_number_stay_two_files()
    {
        await using SyncFixture fixture = await CreateAsync(
            Tree(File("z", "0")),
            Tree(Directory("s", File("a", "1", 7), File("b", "1", 7)), File("z", "0")),
            Tree(File("c", "2", 7), File("d", "2", 7), File("z", "0")));

        string listing = await fixture.ListAsync((await fixture.SyncAsync(SyncPolicy.Keep)).Root);

        string[] groups = [.. listing.Split(' ').Where(line => line.Contains('#')).Select(line => line[(line.IndexOf('#') + 1)..])];
        Assert.Equal(["7", "7"], groups[..2]);
        Assert.Equal(groups[2], groups[3]);
        Assert.NotEqual("7", groups[2]);
    }

    [Fact]
    public async Task A_name_that_the_source_adds_to_a_file_of_both_joins_it()
    {
        await using SyncFixture fixture = await CreateAsync(
            Tree(File("a", "1", 7), File("b", "1", 7)),
            Tree(File("a", "1", 7), File("b", "1", 7), File("c", "1", 7)),
            Tree(File("a", "1", 7), File("b", "1", 7), File("d", "2")));

        Assert.Equal("a=1#7 b=1#7 c=1#7 d=2", await fixture.ListAsync((await fixture.SyncAsync(SyncPolicy.Keep)).Root));
    }
}
