using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Testing.Backends;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Comparing;

/// <summary>A diff of a tree and a directory: what it leaves alone, refuses and tells.</summary>
public sealed class DirectoryDiffTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly string _tree;

    public DirectoryDiffTests() => _tree = _directory.CreateDirectory("tree");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Nothing_is_written()
    {
        SampleTree.Create(_tree);
        HookedBackend backend = new(new MemoryBackend());
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        ImportOptions reading = new() { StatCachePath = _directory["cache"], Clock = new FarFuture() };
        TreeEntry root = (await volume.Store.ImportAsync(_tree, reading)).Root;
        byte[] cache = await File.ReadAllBytesAsync(_directory["cache"]);
        (long blobs, long packs) = Count(volume);
        Shell.Run(_tree, "printf changed > one; head -c 300000 /dev/urandom > new; rm -r sizes");
        List<string> writes = [];
        backend.Before = (operation, name) =>
        {
            writes.AddRange(operation is BackendOperation.Create or BackendOperation.Delete ? [$"{operation} {name}"] : []);
            return Task.CompletedTask;
        };

        Assert.NotEmpty(await DiffAsync(volume, root, new DiffOptions { FindMoves = true, CountNewBytes = true }));
        Assert.NotEmpty(await DiffAsync(volume, root, reading: reading));

        Assert.Empty(writes);
        Assert.Equal((blobs, packs), Count(volume));
        Assert.Equal(cache, await File.ReadAllBytesAsync(_directory["cache"]));
        Assert.Equal([_directory["cache"], _directory["outside-link"], _tree], Directory.GetFileSystemEntries(_directory.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_directory_that_is_as_in_the_tree_does_not_differ()
    {
        SampleTree.Create(_tree);
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        Assert.Empty(await DiffAsync(volume, (await volume.Store.ImportAsync(_tree)).Root));
    }

    [Fact]
    public async Task A_moved_and_a_changed_file_are_told_with_the_bytes_that_would_travel()
    {
        Shell.Run(_tree, "head -c 300000 /dev/urandom > large; printf moved > here");
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = (await volume.Store.ImportAsync(_tree)).Root;
        Shell.Run(_tree, "printf changed | dd of=large conv=notrunc; mv here there; printf fresh > new");

        List<TreeChange> changes = await DiffAsync(volume, root, new DiffOptions { FindMoves = true, CountNewBytes = true });

        Assert.Equal(
            [(".", TreeChangeKind.Changed), ("large", TreeChangeKind.Changed), ("new", TreeChangeKind.Added), ("there", TreeChangeKind.Moved)],
            changes.Select(change => (change.Path.ToString(), change.Kind)));
        Assert.Equal([0, 5, 0], changes.Where(change => change.Path != TreePath.Parse("large")).Select(change => change.NewBytes ?? -1));
        Assert.InRange(changes[1].NewBytes ?? -1, 1, 299_999);
    }

    [Fact]
    public async Task What_is_left_out_counts_as_gone()
    {
        Shell.Run(_tree, "touch a b.tmp");
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = (await volume.Store.ImportAsync(_tree)).Root;

        TreeChange change = Assert.Single(await DiffAsync(volume, root, reading: new ImportOptions { Excludes = ["*.tmp"] }));

        Assert.Equal((TreePath.Parse("b.tmp"), TreeChangeKind.Removed), (change.Path, change.Kind));
    }

    [Fact]
    public async Task What_a_stat_cache_knows_is_not_read_again()
    {
        Shell.Run(_tree, "head -c 300000 /dev/urandom > known; touch -r known ../before; printf x > other");
        ImportOptions reading = new() { StatCachePath = _directory["cache"], Clock = new FarFuture() };
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = (await volume.Store.ImportAsync(_tree, reading)).Root;
        const string lastRead = "find known -printf %A@";
        Shell.Run(_tree, "touch -a -d @5 known; touch -r ../before -m known");
        await volume.Store.ImportAsync(_tree, reading); // The cache has the new time of change.
        Shell.Run(_tree, "printf y > other");
        string before = Shell.Run(_tree, lastRead);

        TreeChange change = Assert.Single(await DiffAsync(volume, root, reading: reading));

        Assert.Equal(TreePath.Parse("other"), change.Path);
        Assert.Equal(before, Shell.Run(_tree, lastRead));
    }

    [Fact]
    public async Task Links_inside_are_not_followed()
    {
        Shell.Run(_directory.Path, "mkdir outside; printf secret > outside/file; ln -s ../outside tree/directory; ln -s ../outside/file tree/file; mkfifo tree/pipe");
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        List<TreeChange> changes = await DiffAsync(volume, await EmptyAsync(volume));

        Assert.Equal(
            [EntryType.SymbolicLink, EntryType.SymbolicLink, EntryType.Fifo],
            changes.Where(change => !change.Path.IsRoot).Select(change => change.After!.Type));
    }

    [Theory]
    [InlineData("nowhere", "there is no such directory")]
    [InlineData("file", "is not a directory")]
    [InlineData("tree/loop", "cannot be opened: a symbolic link stands in the way")]
    public async Task What_is_no_directory_is_refused_by_its_name(string name, string reason)
    {
        Shell.Run(_directory.Path, "touch file; ln -s loop tree/loop");
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = await EmptyAsync(volume);

        FileTreeException refused = await Assert.ThrowsAnyAsync<FileTreeException>(() =>
            volume.CollectAsync(volume.Store.DiffDirectoryAsync(root, _directory[name])));

        Assert.Contains(_directory[name], refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_cannot_be_meant_is_refused_before_anything_is_read()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = await EmptyAsync(volume);

        Assert.Throws<ArgumentException>("before", () => volume.Store.DiffDirectoryAsync(Sample.File("file"), _tree));
        Assert.Throws<ArgumentException>("directory", () => volume.Store.DiffDirectoryAsync(root, ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => volume.Store.DiffDirectoryAsync(root, _tree, reading: new ImportOptions { DegreeOfParallelism = 0 }));
    }

    [Fact]
    public async Task A_tree_that_the_store_lacks_is_an_error()
    {
        Shell.Run(_tree, "touch a");
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        await Assert.ThrowsAsync<BlobNotFoundException>(() =>
            volume.CollectAsync(volume.Store.DiffDirectoryAsync(Sample.Directory("", Sample.File("missing")), _tree)));
    }

    [SkippableFact]
    public void What_cannot_be_read_is_told_where_that_is_allowed_and_an_error_where_not()
    {
        Skip.IfNot(ChildProcess.CanBecomeNobody, "needs setpriv and root");
        Shell.Run(_directory.Path, "chmod 755 . tree; touch tree/open; echo 2 > tree/closed; chmod 600 tree/closed");

        Assert.Equal(["notice Unreadable closed", "Changed .", "Added open"], ChildProcess.DiffAsNobody(_tree, "report"));
        Assert.StartsWith(
            $"FileTreeException EACCES: {_tree}/closed: cannot be read", Assert.Single(ChildProcess.DiffAsNobody(_tree, "fail")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_cancelled_before_it_reads_and_between_two_changes()
    {
        Shell.Run(_tree, "touch a b");
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = await EmptyAsync(volume);
        using CancellationTokenSource cancellation = new();

        await using IAsyncEnumerator<TreeChange> changes =
            volume.Store.DiffDirectoryAsync(root, _tree, cancellationToken: cancellation.Token).GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await changes.MoveNextAsync())
            {
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            volume.CollectAsync(volume.Store.DiffDirectoryAsync(root, _tree, cancellationToken: cancellation.Token)));
    }

    private static async Task<TreeEntry> EmptyAsync(MemoryVolume volume) =>
        await volume.PutAsync(new ModelTree { Entry = Sample.Directory("") });

    private static (long Blobs, long Packs) Count(MemoryVolume volume)
    {
        StoreStatistics statistics = volume.Blobs.GetStatistics();
        return (statistics.Blobs, statistics.Packs);
    }

    private Task<List<TreeChange>> DiffAsync(MemoryVolume volume, TreeEntry root, DiffOptions? options = null, ImportOptions? reading = null) =>
        volume.CollectAsync(volume.Store.DiffDirectoryAsync(root, _tree, options, reading));
}
