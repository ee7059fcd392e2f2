using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Diffing;

public sealed class TreeDiffTests
{
    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Changes_applied_to_the_earlier_tree_give_the_later_one(ModelTree before, ModelTree after)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        (TreeEntry beforeRoot, TreeEntry afterRoot) = (await volume.PutAsync(before), await volume.PutAsync(after));
        SortedDictionary<TreePath, TreeEntry> paths = await FlattenAsync(volume, beforeRoot);

        foreach (TreeChange change in await volume.CollectAsync(volume.Store.DiffAsync(beforeRoot, afterRoot)))
        {
            Apply(change, paths);
        }

        Assert.Equal(await FlattenAsync(volume, afterRoot), paths);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Changes_come_in_the_order_of_a_walk_and_once_for_each_path(ModelTree before, ModelTree after)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        List<TreeChange> changes = await DiffAsync(volume, before, after);

        Assert.Equal(changes.Select(change => change.Path).Distinct().Order(), changes.Select(change => change.Path));
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task The_way_back_is_the_mirror_of_the_way_there(ModelTree before, ModelTree after)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        List<TreeChange> there = await DiffAsync(volume, before, after);

        Assert.Equal(there.Select(Mirror), await DiffAsync(volume, after, before));
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task A_tree_does_not_differ_from_itself(ModelTree tree)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        Assert.Empty(await DiffAsync(volume, tree, tree));
    }

    [Fact]
    public async Task Equal_directories_are_not_read()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry missing = Sample.Directory("same", Sample.File("a"));
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode([Sample.File("f", "1"), missing]));
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode([Sample.File("f", "2"), missing]));

        List<TreeChange> changes = await volume.CollectAsync(volume.Store.DiffAsync(
            Sample.Directory("", Sample.File("f", "1"), missing), Sample.Directory("", Sample.File("f", "2"), missing)));

        Assert.Equal(TreePath.Parse("f"), Assert.Single(changes).Path);
    }

    [Fact]
    public async Task A_changed_file_below_does_not_change_its_directory()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        List<TreeChange> changes = await DiffAsync(volume, Tree(Directory("d", File("f", "1"))), Tree(Directory("d", File("f", "2"))));

        TreeChange change = Assert.Single(changes);
        Assert.Equal((TreePath.Parse("d/f"), TreeChangeAspects.Content), (change.Path, change.Aspects));
    }

    [Fact]
    public async Task A_directory_that_became_a_file_changes_its_type_and_loses_what_was_in_it()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        List<TreeChange> changes = await DiffAsync(volume, Tree(Directory("d", File("f", "1"))), Tree(File("d", "1")));

        Assert.Equal(
            [("d", TreeChangeKind.Changed, TreeChangeAspects.Type), ("d/f", TreeChangeKind.Removed, TreeChangeAspects.None)],
            changes.Select(change => (change.Path.ToString(), change.Kind, change.Aspects & TreeChangeAspects.Type)));
    }

    [Fact]
    public async Task A_touched_root_is_a_change_of_the_root()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = await volume.PutAsync(Tree());

        TreeChange change = Assert.Single(await volume.CollectAsync(volume.Store.DiffAsync(root, root with { Mode = 0 })));

        Assert.Equal((TreePath.Root, TreeChangeAspects.Metadata), (change.Path, change.Aspects));
    }

    [Theory]
    [InlineData("mode")]
    [InlineData("user")]
    [InlineData("group")]
    [InlineData("time")]
    [InlineData("attributes")]
    [InlineData("links")]
    [InlineData("holes")]
    public async Task A_change_of_anything_but_the_data_is_a_change_of_metadata(string what)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry file = Sample.File("f");
        TreeEntry touched = what switch
        {
            "mode" => file with { Mode = 0 },
            "user" => file with { UserId = 1 },
            "group" => file with { GroupId = 1 },
            "time" => file with { ModifiedTime = new UnixTime(0, 1) },
            "attributes" => file with { ExtendedAttributes = [new ExtendedAttribute("user.a"u8.ToArray(), default)] },
            "links" => file with { HardLinkGroup = 1 },
            _ => file with { Holes = [new Hole(0, 1)] },
        };
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode([file]));
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode([touched]));

        List<TreeChange> changes =
            await volume.CollectAsync(volume.Store.DiffAsync(Sample.Directory("", file), Sample.Directory("", touched)));

        Assert.Equal([new TreeChange(TreePath.Parse("f"), TreeChangeKind.Changed, TreeChangeAspects.Metadata, file, touched)], changes);
    }

    [Fact]
    public async Task A_tree_at_the_depth_limit_is_compared()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry deep = await DeepTree.PutChainAsync(volume, TreeLimits.MaxDepth);

        List<TreeChange> changes = await volume.CollectAsync(volume.Store.DiffAsync(await volume.PutAsync(Tree()), deep));

        Assert.Equal(TreeLimits.MaxDepth, changes.Count);
    }

    [Fact]
    public async Task A_tree_beyond_the_depth_limit_is_refused_by_its_path()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry deep = await DeepTree.PutChainAsync(volume, TreeLimits.MaxDepth + 1);
        TreeEntry empty = await volume.PutAsync(Tree());

        var exception = await Assert.ThrowsAsync<FileTreeException>(() => volume.CollectAsync(volume.Store.DiffAsync(empty, deep)));

        Assert.StartsWith("d/d/d/", exception.Path, StringComparison.Ordinal);
        Assert.True(exception.Message.Length < 2_000, "a tree decides how long the message is");
    }

    [Fact]
    public async Task A_node_that_contradicts_its_entry_is_refused_by_its_path()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry inner = await volume.PutAsync(Tree(File("f", "1"))) with { Name = new EntryName("d"), Totals = default };
        await volume.PutBlobAsync(BlobKind.Tree, Sample.Encode([inner]));

        var exception = await Assert.ThrowsAsync<CorruptDataException>(async () =>
            await volume.CollectAsync(volume.Store.DiffAsync(await volume.PutAsync(Tree()), Sample.Directory("", inner))));

        Assert.Contains("\"d\"", exception.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_not_compared_as_a_tree()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        Assert.Throws<ArgumentException>(() => { volume.Store.DiffAsync(Sample.File("a"), Sample.Directory("")); });
    }

    [Fact]
    public async Task A_walk_ends_when_it_is_cancelled()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        (TreeEntry before, TreeEntry after) = (await volume.PutAsync(Tree()), await volume.PutAsync(Tree(File("a", "1"))));
        using CancellationTokenSource cancellation = new();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            volume.CollectAsync(volume.Store.DiffAsync(before, after, null, cancellation.Token)));
    }

    private static async Task<List<TreeChange>> DiffAsync(MemoryVolume volume, ModelTree before, ModelTree after) =>
        await volume.CollectAsync(volume.Store.DiffAsync(await volume.PutAsync(before), await volume.PutAsync(after)));

    private static ModelTree Tree(params ModelTree[] children) => new() { Entry = Sample.Directory(""), Children = children };

    private static ModelTree Directory(string name, params ModelTree[] children) => new() { Entry = Sample.Directory(name), Children = children };

    private static ModelTree File(string name, string data) =>
        new() { Entry = Sample.File(name, data), Data = System.Text.Encoding.ASCII.GetBytes(data) };

    // A directory's ids and totals follow from what is below it, which has paths of its own.
    private static TreeEntry OwnPart(TreeEntry entry) => entry.Type == EntryType.Directory ? ModelTree.WithoutContent(entry) : entry;

    private static async Task<SortedDictionary<TreePath, TreeEntry>> FlattenAsync(MemoryVolume volume, TreeEntry root)
    {
        SortedDictionary<TreePath, TreeEntry> paths = [];
        await AddAsync(await ModelTree.LoadAsync(volume.Blobs, root), TreePath.Root);
        return paths;

        async Task AddAsync(ModelTree tree, TreePath path)
        {
            paths.Add(path, OwnPart(tree.Entry));
            foreach (ModelTree child in tree.Children)
            {
                await AddAsync(child, path.Combine(child.Entry.Name));
            }
        }
    }

    private static void Apply(TreeChange change, SortedDictionary<TreePath, TreeEntry> paths)
    {
        Assert.Equal(change.Before is null ? null : OwnPart(change.Before), paths.GetValueOrDefault(change.Path));
        paths.Remove(change.Path);
        if (change.After is not null)
        {
            paths.Add(change.Path, OwnPart(change.After));
        }

        bool isReal = change.Kind != TreeChangeKind.Changed || OwnPart(change.Before!) != OwnPart(change.After!); // Both are there for a change.
        Assert.True(isReal, $"{change.Path} changed into itself");
    }

    private static TreeChange Mirror(TreeChange change) => change with
    {
        Before = change.After,
        After = change.Before,
        Kind = change.Kind switch
        {
            TreeChangeKind.Added => TreeChangeKind.Removed,
            TreeChangeKind.Removed => TreeChangeKind.Added,
            _ => change.Kind,
        },
    };
}
