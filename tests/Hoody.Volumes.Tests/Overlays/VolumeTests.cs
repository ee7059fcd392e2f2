using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Testing;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;
using static Hoody.Volumes.Tests.Syncing.SyncFixture;

namespace Hoody.Volumes.Tests.Overlays;

public sealed class VolumeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_commit_has_the_root_that_an_import_of_the_same_tree_has()
    {
        Shell.Run(_directory.Path, "mkdir -p one/d/e; seq 1 90000 > one/d/numbers; echo 1 > one/d/e/old; ln -s d one/link; cp -a one two");
        Shell.Run(_directory.Path, "cd two; printf changed | dd of=d/numbers bs=1 seek=5000 conv=notrunc status=none; mv d/e f; rm link; mkdir g; echo new > g/file; mkfifo g/pipe; chmod 600 f/old");
        await using TestStore store = await TestStore.CreateAsync();
        BlobId snapshot = await store.Volumes.PutSnapshotAsync(
            new SnapshotRecord { Root = (await store.ImportAsync(_directory["one"])).Root, CreatedTime = default });
        TreeEntry imported = (await store.ImportAsync(_directory["two"])).Root;
        await using Volume volume = await store.Volumes.CloneAsync(snapshot, _directory["volume"]);

        await volume.WriteAsync(At("d/numbers"), 5_000, "changed"u8.ToArray());
        await volume.RenameAsync(At("d/e"), At("f"));
        await volume.DeleteAsync(At("link"));
        await volume.CreateAsync(At("g"), VolumeFixture.NewDirectory);
        await volume.CreateAsync(At("g/file"), VolumeFixture.NewFile);
        await volume.WriteAsync(At("g/file"), 0, "new\n"u8.ToArray());
        await volume.CreateAsync(At("g/pipe"), new TreeEntry { Name = default, Type = EntryType.Fifo });
        await TakeMetadataAsync(store, volume, imported, TreePath.Root);

        Assert.Equal(imported, (await store.Volumes.GetSnapshotAsync(await volume.CommitAsync())).Root);
    }

    [Fact]
    public async Task A_volume_without_changes_commits_the_tree_it_has()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree(File("a", "1")));
        TreeEntry root = (await fixture.Store.Store.GetSnapshotAsync(fixture.Volume.Snapshot)).Root;

        Assert.Equal(root, (await fixture.CommitRecordAsync()).Root);
    }

    [Fact]
    public async Task A_commit_follows_the_snapshot_and_the_volume_goes_on_with_it()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree(File("a", "1")));
        BlobId before = fixture.Volume.Snapshot;
        await fixture.Volume.DeleteAsync(At("a"));

        SnapshotRecord record = await fixture.CommitRecordAsync();

        Assert.Equal([before], record.Parents);
        Assert.NotEqual(before, fixture.Volume.Snapshot);
        await fixture.CrashAsync();
        Assert.Null(await fixture.Volume.FindAsync(At("a")));
    }

    [Fact]
    public async Task A_commit_to_a_ref_outlives_a_collection()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree(File("a", "1")));
        BlobStore blobs = fixture.Store.Store.Blobs;
        RefValue before = await blobs.Refs.UpdateAsync("volume", fixture.Volume.Snapshot, 0);
        await fixture.Volume.WriteAsync(At("a"), 0, "2"u8.ToArray());

        RefValue committed = await fixture.Volume.CommitToRefAsync("volume", before.Generation);

        Assert.Equal(new RefValue("volume", before.Generation + 1, fixture.Volume.Snapshot), committed);
        await (await fixture.Store.Store.PlanCollectionAsync()).ApplyAsync();
        await fixture.CrashAsync();
        Assert.Equal("2"u8.ToArray(), await fixture.ReadAsync("a"));
    }

    [Fact]
    public async Task A_commit_to_a_ref_that_has_moved_leaves_the_changes_in_the_volume()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree(File("a", "1")));
        BlobId before = fixture.Volume.Snapshot;
        await fixture.Store.Store.Blobs.Refs.UpdateAsync("volume", before, 0);
        await fixture.Volume.WriteAsync(At("a"), 0, "2"u8.ToArray());

        await Assert.ThrowsAsync<RefConflictException>(() => fixture.Volume.CommitToRefAsync("volume", expectedGeneration: 0));

        Assert.Equal(before, fixture.Volume.Snapshot);
        await fixture.Volume.FlushAsync();
        await fixture.CrashAsync();
        Assert.Equal("2"u8.ToArray(), await fixture.ReadAsync("a"));
    }

    [Fact]
    public async Task Every_name_of_a_file_has_what_was_written_by_one_of_them()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(
            Tree(File("a", "1", 7), Directory("d", Directory("e", File("b", "1", 7))), File("other", "1", 8)));

        await fixture.Volume.WriteAsync(At("a"), 0, "2"u8.ToArray());

        Assert.Equal("2"u8.ToArray(), await fixture.ReadAsync("d/e/b"));
        ModelTree stored = await fixture.CommitAsync();
        Assert.Equal(
            ["a 2 7", "d/e/b 2 7", "other 1 8"],
            Leaves(stored, "").Select(leaf => $"{leaf.Path} {System.Text.Encoding.ASCII.GetString(leaf.Tree.Data)} {leaf.Tree.Entry.HardLinkGroup}"));
    }

    [Fact]
    public async Task Clones_of_one_snapshot_know_nothing_of_each_other()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree(File("a", "1")));
        List<Volume> clones = [];
        for (int i = 0; i < 20; i++)
        {
            clones.Add(await fixture.Store.Store.CloneAsync(fixture.Volume.Snapshot, fixture.Sub($"clone{i}")));
            await clones[i].WriteAsync(At("a"), i, "x"u8.ToArray());
        }

        for (int i = 0; i < clones.Count; i++)
        {
            Assert.Equal(Math.Max(1, i + 1), (await clones[i].FindAsync(At("a")))?.Length);
            await clones[i].DisposeAsync();
        }

        Assert.Equal("1"u8.ToArray(), await fixture.ReadAsync("a"));
    }

    [Fact]
    public async Task A_clone_reads_nothing_of_the_tree()
    {
        await using MemoryVolume store = await MemoryVolume.CreateAsync();
        TreeEntry missing = Sample.Directory("same", Sample.File("a"));
        await store.PutBlobAsync(BlobKind.Tree, Sample.Encode([missing]));
        BlobId snapshot = await store.Store.PutSnapshotAsync(new SnapshotRecord { Root = Sample.Directory("", missing), CreatedTime = default });

        await using Volume volume = await store.Store.CloneAsync(snapshot, _directory["volume"]);
        await volume.CreateAsync(At("new"), VolumeFixture.NewFile);

        // Neither does a commit of what the change does not touch.
        TreeEntry root = (await store.Store.GetSnapshotAsync(await volume.CommitAsync())).Root;
        Assert.Contains(missing, await Sample.ReadDirectoryAsync(store.Blobs, root));
    }

    [Fact]
    public async Task What_is_written_is_read_back_before_and_after_it_left_memory()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree(File("a", "1")));
        byte[] bytes = [.. Enumerable.Range(0, 5_000_000).Select(i => (byte)(i % 251))];
        await using Stream file = await fixture.Volume.OpenFileAsync(At("a"));
        foreach (byte[] part in bytes.Chunk(77_777))
        {
            await file.WriteAsync(part);
        }

        Assert.Equal(bytes, await fixture.ReadAsync("a"));
        await file.FlushAsync();
        await fixture.CrashAsync();
        Assert.Equal(bytes, await fixture.ReadAsync("a"));
    }

    [Fact]
    public async Task A_large_directory_is_listed_with_its_changes()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree([.. Enumerable.Range(10_000, 3_000).Select(i => File($"f{i}", "1"))]));
        await fixture.Volume.DeleteAsync(At("f11500"));
        await fixture.Volume.CreateAsync(At("f11500a"), VolumeFixture.NewFile);

        List<TreeEntry> entries = await fixture.Store.CollectAsync(fixture.Volume.ListAsync(TreePath.Root));

        Assert.Equal(3_000, entries.Count);
        Assert.Equal(entries.OrderBy(entry => entry.Name), entries);
        Assert.Contains(entries, entry => entry.Name == new EntryName("f11500a"));
    }

    [Fact]
    public async Task A_directory_belongs_to_one_volume_at_a_time()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree());

        await Assert.ThrowsAsync<FileTreeException>(() => fixture.Store.Store.OpenVolumeAsync(fixture.Path));
        await Assert.ThrowsAsync<FileTreeException>(() => fixture.Store.Store.CloneAsync(fixture.Volume.Snapshot, fixture.Path));
        await fixture.Volume.DisposeAsync();
        await Assert.ThrowsAsync<FileTreeException>(() => fixture.Store.Store.CloneAsync(fixture.Volume.Snapshot, fixture.Path));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => fixture.Volume.FindAsync(TreePath.Root));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_refused_before_it_is_made()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree());

        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Volume.CreateAsync(At("a"), VolumeFixture.NewFile with { Length = 1 }));
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Volume.CreateAsync(At("a"), VolumeFixture.NewFile with { Mode = -1 }));
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Volume.SetMetadataAsync(TreePath.Root, VolumeFixture.NewFile with { Mode = -1 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => fixture.Volume.SetLengthAsync(At("a"), -1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => fixture.Volume.WriteAsync(At("a"), long.MaxValue, new byte[1]));
    }

    [Fact]
    public async Task A_lengthened_file_has_a_hole_and_a_written_hole_is_none()
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(Tree(File("a", "1")));
        await fixture.Volume.SetLengthAsync(At("a"), 100);
        await fixture.Volume.WriteAsync(At("a"), 40, new byte[10]);

        ModelTree file = Assert.Single((await fixture.CommitAsync()).Children);

        Assert.Equal([new Hole(1, 39), new Hole(50, 50)], file.Entry.Holes);
    }

    private static TreePath At(string path) => TreePath.Parse(path);

    private static IEnumerable<(string Path, ModelTree Tree)> Leaves(ModelTree tree, string path) => tree.Children.SelectMany(child =>
        child.Entry.Type == EntryType.Directory ? Leaves(child, $"{path}{child.Entry.Name}/") : [($"{path}{child.Entry.Name}", child)]);

    private static async Task TakeMetadataAsync(TestStore store, Volume volume, TreeEntry entry, TreePath path)
    {
        foreach (TreeEntry child in entry.Type == EntryType.Directory ? await store.EntriesAsync(entry) : [])
        {
            await TakeMetadataAsync(store, volume, child, path.Combine(child.Name));
        }

        await volume.SetMetadataAsync(path, entry);
    }
}
