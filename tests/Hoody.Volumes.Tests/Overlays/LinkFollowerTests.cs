using Hoody.Volumes.Overlays;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Overlays;

/// <summary>The search for a file's other names, in trees that no walk comes to the end of.</summary>
public sealed class LinkFollowerTests
{
    private static readonly HashSet<ulong> _groups = [7];

    [Fact]
    public async Task A_tree_of_too_many_entries_is_given_up_with_the_way_out()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        OverlayTree tree = new(volume.Blobs, await DeepTree.PutDoublingAsync(volume, 28));

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(
            () => new LinkFollower(volume.Blobs, tree, _groups) { MaxEntries = 10_000 }.RunAsync(default));

        Assert.Contains("a single name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_that_is_too_deep_is_given_up()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        OverlayTree tree = new(volume.Blobs, await DeepTree.PutChainAsync(volume, TreeLimits.MaxDepth + 1));

        await Assert.ThrowsAsync<FileTreeException>(() => new LinkFollower(volume.Blobs, tree, _groups).RunAsync(default));
    }

    [Fact]
    public async Task The_other_names_are_found_below_what_was_moved_and_in_directories_that_nobody_changed()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        ModelTree Name(string name) => new() { Entry = Sample.File(name, "d") with { HardLinkGroup = 7 }, Data = "d"u8.ToArray() };
        ModelTree In(string name, params ModelTree[] children) => new() { Entry = Sample.Directory(name), Children = children };
        OverlayTree tree = new(volume.Blobs, await volume.PutAsync(In("", In("a", Name("x")), In("b", In("c", Name("y"))), Name("z"))));
        await tree.ApplyAsync(new VolumeChange(ChangeKind.Rename, TreePath.Parse("b"), default) { To = TreePath.Parse("moved") }, () => 0, default);

        await new LinkFollower(volume.Blobs, tree, _groups).RunAsync(default);

        OverlayNode?[] found = [await KeptAsync("a", "x"), await KeptAsync("moved/c", "y"), await KeptAsync("", "z")];
        Assert.All(found, node => Assert.NotNull(node));
        Assert.Single(found.Distinct());

        async Task<OverlayNode?> KeptAsync(string directory, string name) =>
            (await tree.FindAsync(TreePath.Parse(directory), default))!.Names.GetValueOrDefault(new EntryName(name));
    }
}
