using FsCheck.Xunit;
using Hoody.ChunkStore.Backends;
using Hoody.Testing.Backends;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Diffing;

/// <summary>What was removed in one place and added in another, as one change.</summary>
public sealed class MoveDiffTests
{
    private static readonly DiffOptions _findMoves = new() { FindMoves = true };

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task A_move_stands_for_a_removal_and_an_addition_of_the_same_data_and_nothing_else_differs(ModelTree before, ModelTree after)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        (TreeEntry old, TreeEntry current) = (await volume.PutAsync(before), await volume.PutAsync(after));
        List<TreeChange> plain = await volume.CollectAsync(volume.Store.DiffAsync(old, current));

        List<TreeChange> changes = await volume.CollectAsync(volume.Store.DiffAsync(old, current, _findMoves));

        TreeChange[] moves = [.. Of(changes, TreeChangeKind.Moved)];
        Assert.All(moves, move => Assert.Equal(move.Before!.ContentOnlyId, move.After!.ContentOnlyId));
        Assert.Equal(
            Of(plain, TreeChangeKind.Removed).Select(change => change.Path),
            await WithMovedAsync(volume, changes, TreeChangeKind.Removed, move => (move.PathBefore, move.Before!)));
        Assert.Equal(
            Of(plain, TreeChangeKind.Added).Select(change => change.Path),
            await WithMovedAsync(volume, changes, TreeChangeKind.Added, move => (move.Path, move.After!)));
        Assert.Equal(
            Of(plain, TreeChangeKind.Changed),
            Of(changes, TreeChangeKind.Changed).Where(change => change.Path == change.PathBefore));
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task No_file_of_a_kind_is_both_removed_and_added(ModelTree before, ModelTree after)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        List<TreeChange> changes = await DiffAsync(volume, before, after);

        Assert.Empty(Files(changes, TreeChangeKind.Removed, change => change.Before!).Intersect(Files(changes, TreeChangeKind.Added, change => change.After!)));

        static IEnumerable<FileContent> Files(List<TreeChange> changes, TreeChangeKind kind, Func<TreeChange, TreeEntry> side) =>
            Of(changes, kind).Select(side).Where(entry => entry.Length > 0).Select(entry => entry.Content);
    }

    [Fact]
    public async Task A_renamed_file_is_one_change_and_says_what_else_is_new()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        ModelTree renamed = File("b", "data");

        List<TreeChange> changes = await DiffAsync(
            volume,
            Tree(File("a", "data"), File("x", "other")),
            Tree(renamed, new ModelTree { Entry = Sample.File("y", "other") with { Mode = 0 }, Data = "other"u8.ToArray() }));

        Assert.Equal(
            [("a", "b", TreeChangeKind.Moved, TreeChangeAspects.None), ("x", "y", TreeChangeKind.Moved, TreeChangeAspects.Metadata)],
            changes.Select(change => (change.PathBefore.ToString(), change.Path.ToString(), change.Kind, change.Aspects)));
    }

    [Fact]
    public async Task A_moved_directory_is_one_change_and_below_it_is_what_else_differs()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        ModelTree touched = new() { Entry = Sample.File("f", "1") with { UserId = 7 }, Data = "1"u8.ToArray() };

        List<TreeChange> changes = await DiffAsync(
            volume,
            Tree(Directory("d", File("f", "1"), File("g", "2")), Directory("to")),
            Tree(Directory("to", Directory("e", touched, File("g", "2")))));

        Assert.Equal(
            [("d", "to/e", TreeChangeKind.Moved), ("d/f", "to/e/f", TreeChangeKind.Changed)],
            changes.Select(change => (change.PathBefore.ToString(), change.Path.ToString(), change.Kind)));
    }

    [Fact]
    public async Task A_directory_moved_beside_one_that_has_its_old_name_is_not_taken_for_that_one()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        ModelTree touched = new() { Entry = Sample.File("f", "1") with { UserId = 7 }, Data = "1"u8.ToArray() };

        List<TreeChange> changes = await DiffAsync(
            volume,
            Tree(Directory("d", Directory("b", File("g", "2"))), Directory("x", Directory("b", File("f", "1")))),
            Tree(Directory("d", Directory("a", touched), Directory("b", File("g", "3"))), Directory("x")));

        Assert.Equal(
            [("x/b", "d/a", TreeChangeKind.Moved), ("x/b/f", "d/a/f", TreeChangeKind.Changed), ("d/b/g", "d/b/g", TreeChangeKind.Changed)],
            changes.Select(change => (change.PathBefore.ToString(), change.Path.ToString(), change.Kind)));
    }

    [Fact]
    public async Task What_was_moved_out_of_a_directory_that_has_gone_is_found()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        List<TreeChange> changes = await DiffAsync(
            volume,
            Tree(Directory("gone", Directory("kept", File("f", "1")), File("lost", "2"))),
            Tree(Directory("kept", File("f", "1"))));

        Assert.Equal(
            [("gone", "gone", TreeChangeKind.Removed), ("gone/lost", "gone/lost", TreeChangeKind.Removed), ("gone/kept", "kept", TreeChangeKind.Moved)],
            changes.Select(change => (change.PathBefore.ToString(), change.Path.ToString(), change.Kind)));
    }

    [Fact]
    public async Task Each_removed_file_becomes_one_added_file_in_the_order_of_their_paths()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        List<TreeChange> changes = await DiffAsync(
            volume, Tree(File("a", "1"), File("b", "1"), File("c", "1")), Tree(File("x", "1"), File("y", "1")));

        Assert.Equal(
            [("c", TreeChangeKind.Removed), ("a", TreeChangeKind.Moved), ("b", TreeChangeKind.Moved)],
            changes.Select(change => (change.PathBefore.ToString(), change.Kind)));
    }

    [Fact]
    public async Task Empty_files_and_links_are_not_moved_whatever_they_are_equal_to()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        List<TreeChange> changes = await DiffAsync(
            volume,
            Tree(File("a", ""), Directory("b"), new ModelTree { Entry = Sample.Link("c", "to") }),
            Tree(File("x", ""), Directory("y"), new ModelTree { Entry = Sample.Link("z", "to") }));

        Assert.DoesNotContain(changes, change => change.Kind == TreeChangeKind.Moved);
        Assert.Equal(6, changes.Count);
    }

    [Fact]
    public async Task A_moved_directory_of_many_entries_is_not_read()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        ModelTree[] many = [.. Enumerable.Range(0, 2_000).Select(number => File($"{number:D4}", $"{number}"))];
        TreeEntry before = await volume.PutAsync(Tree(Directory("a", many)));
        TreeEntry after = await volume.PutAsync(Tree(Directory("b", Directory("c", many))));
        int reads = 0;
        backend.Before = (operation, _) => Task.FromResult(operation == BackendOperation.Read ? reads++ : 0);

        List<TreeChange> changes = await volume.CollectAsync(volume.Store.DiffAsync(before, after, _findMoves));

        Assert.Equal(["b", "b/c"], changes.Select(change => change.Path.ToString()));
        Assert.InRange(reads, 1, 12); // the two roots and b, each at most twice
    }

    private static async Task<List<TreeChange>> DiffAsync(MemoryVolume volume, ModelTree before, ModelTree after) =>
        await volume.CollectAsync(volume.Store.DiffAsync(await volume.PutAsync(before), await volume.PutAsync(after), _findMoves));

    private static IEnumerable<TreeChange> Of(IEnumerable<TreeChange> changes, TreeChangeKind kind) => changes.Where(change => change.Kind == kind);

    /// <summary>The paths of one kind of change, and all paths that moves stand for on that side.</summary>
    private static async Task<IEnumerable<TreePath>> WithMovedAsync(
        MemoryVolume volume, List<TreeChange> changes, TreeChangeKind kind, Func<TreeChange, (TreePath Path, TreeEntry Entry)> side)
    {
        List<TreePath> paths = [.. Of(changes, kind).Select(change => change.Path)];
        foreach (TreeChange move in Of(changes, TreeChangeKind.Moved))
        {
            (TreePath path, TreeEntry entry) = side(move);
            IEnumerable<TreePath> below = (await ModelTree.LoadAsync(volume.Blobs, entry)).Flatten().Keys;
            paths.AddRange(below.Select(inner => inner.IsRoot ? path : TreePath.Parse($"{path}/{inner}")));
        }

        return paths.Order();
    }

    private static ModelTree Tree(params ModelTree[] children) => new() { Entry = Sample.Directory(""), Children = children };

    private static ModelTree Directory(string name, params ModelTree[] children) => new() { Entry = Sample.Directory(name), Children = children };

    private static ModelTree File(string name, string data) =>
        new() { Entry = Sample.File(name, data), Data = System.Text.Encoding.ASCII.GetBytes(data) };
}
