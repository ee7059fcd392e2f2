using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.Export;

/// <summary>Export over a directory that holds something already.</summary>
public sealed class DifferenceTests : IDisposable
{
    private const string Tree =
        """
        mkdir -p kept sub/inner; for i in 1 2 3; do echo $i > kept/$i; echo $i > sub/inner/$i; done
        head -c 3000000 /dev/urandom > large; ln -s kept link; echo a > linked; ln linked linked2
        find . -exec touch -h -d @1700000000 {} +
        """;

    private readonly TempDirectory _directory = new();
    private readonly string _source;
    private readonly string _target;

    public DifferenceTests()
    {
        _source = _directory.CreateDirectory("source");
        _target = _directory["target"];
        Shell.Run(_source, Tree);
        Shell.Run(_directory.Path, "cp -a source target; mkdir outside; echo precious > outside/file");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Only_what_differs_is_touched()
    {
        Shell.Run(_target, "echo changed > kept/2; chmod 600 kept/3; rm sub/inner/1; echo x > sub/inner/extra; touch -d @5 link/1");
        IReadOnlyDictionary<string, string> before = DirectoryListing.Inodes(_target);

        ExportResult exported = await ExportAsync();

        // Created 1; replaced 2; of the metadata 3, its time through the link 1, and the three directories whose times the changes moved.
        Assert.Equal((1, 1, 3, 1), (exported.Created, exported.Replaced, exported.MetadataOnly, exported.Removed));
        IReadOnlyDictionary<string, string> after = DirectoryListing.Inodes(_target);
        string[] touched = [.. after.Where(entry => before.GetValueOrDefault(entry.Key) != entry.Value).Select(entry => entry.Key).Order(StringComparer.Ordinal)];
        Assert.Equal(["kept", "kept/1", "kept/2", "kept/3", "sub/inner", "sub/inner/1"], touched);
    }

    [Fact]
    public async Task A_change_that_kept_length_and_time_is_found()
    {
        Shell.Run(_target, "printf changed | dd of=large bs=1 seek=1500000 conv=notrunc status=none; touch -d @1700000000 large");

        ExportResult exported = await ExportAsync();

        Assert.Equal((0, 1, 0, 0), (exported.Created, exported.Replaced, exported.MetadataOnly, exported.Removed));
    }

    [Fact]
    public async Task A_file_is_replaced_whole_or_not_at_all()
    {
        File.WriteAllText(Path.Combine(_target, "large"), "old");
        using FileStream reader = File.OpenRead(Path.Combine(_target, "large"));

        await ExportAsync();

        using StreamReader text = new(reader);
        Assert.Equal("old", await text.ReadToEndAsync());
    }

    [Theory]
    [InlineData("file", "echo 1 > x")]
    [InlineData("directory", "mkdir x; echo 1 > x/y; ln -s ../outside x/z")]
    [InlineData("link", "ln -s ../outside x")]
    [InlineData("pipe", "mkfifo x")]
    public async Task Any_type_is_replaced_by_any_other(string type, string script)
    {
        Shell.Run(_source, script);
        foreach (string other in new[] { "echo 2 > x", "mkdir x; echo 2 > x/y; ln -s ../../outside x/w", "ln -s ../outside x", "mkfifo x", ":" })
        {
            Shell.Run(_target, "rm -rf x; " + other);

            await ExportAsync();

            Assert.Equal((type, string.Join('\n', DirectoryListing.Of(_source))), (type, string.Join('\n', DirectoryListing.Of(_target))));
        }

        AssertOutsideIsUntouched();
    }

    [Fact]
    public async Task A_link_out_of_the_target_is_removed_and_not_followed()
    {
        Shell.Run(_target, "rm -r sub; ln -s ../outside sub; ln -s ../outside extra; mkdir more; ln -s ../../outside more/x; ln -s ../outside/file kept/4");

        await ExportAsync();

        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(_target));
        AssertOutsideIsUntouched();
    }

    [Fact]
    public async Task A_file_that_has_a_name_outside_as_well_is_replaced_and_not_changed()
    {
        Shell.Run(_directory.Path, "cp -a target/kept/1 outside/same; ln -f outside/same target/kept/1; ln -f outside/file target/kept/2; chmod 777 outside/same");
        string before = Shell.Run(_directory["outside"], "stat -c '%n %i %a %Y %s' *");

        await ExportAsync();

        Assert.Equal(before, Shell.Run(_directory["outside"], "stat -c '%n %i %a %Y %s' *"));
        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(_target));
    }

    [Theory]
    [InlineData("ln -f kept/1 sub/inner/1")]
    [InlineData("rm linked2; cp -a linked linked2")]
    [InlineData("ln -f linked kept/1; rm linked2; cp -a linked linked2")]
    [InlineData("rm linked; mkdir linked")]
    [InlineData("chmod 600 linked")]
    public async Task Names_are_one_file_exactly_where_they_are_in_the_tree(string change)
    {
        Shell.Run(_target, change);

        ExportResult exported = await ExportAsync();

        Assert.Empty(exported.Notices);
        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(_target));
    }

    [Theory]
    [InlineData("truncate -s 5M large")]
    [InlineData("fallocate -p -o 0 -l 4096 empty-start")]
    [InlineData("cp --sparse=never holes full && mv full holes")]
    public async Task Holes_are_made_and_filled_as_in_the_tree(string change)
    {
        Shell.Run(_source, "truncate -s 1M holes; echo end >> holes; head -c 9000 /dev/zero > empty-start; touch -d @1700000000 holes empty-start .");
        Shell.Run(_target, "cp -a --sparse=always ../source/holes ../source/empty-start .; " + change);
        await using TestStore store = await TestStore.CreateAsync();
        Hoody.Volumes.Import.ImportResult imported = await store.ImportAsync(_source);

        await store.ExportAsync(imported.Root, _target);

        Assert.Equal(imported.Root, (await store.ImportAsync(_target)).Root);
    }

    [SkippableFact]
    public async Task A_mount_point_that_the_tree_does_not_have_is_not_emptied()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "needs the right to mount");
        string mount = Path.Combine(_target, "mounted", "here");
        Directory.CreateDirectory(mount);
        Assert.Equal(0, Tool.Run("mount", "--bind", _directory["outside"], mount).ExitCode);
        try
        {
            FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(ExportAsync);

            Assert.Contains("mount point", error.Message, StringComparison.Ordinal);
            Assert.Equal(mount, error.Path);
            AssertOutsideIsUntouched();
        }
        finally
        {
            Assert.Equal(0, Tool.Run("umount", "-l", mount).ExitCode);
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("store", false)]
    [InlineData("below/store", false)]
    [InlineData("below/store", true)]
    public async Task A_store_in_the_target_is_not_removed_by_an_export_from_it(string place, bool isAtomic)
    {
        string store = Path.Combine(_target, place);
        Directory.Delete(_target, recursive: true); // a store begins in an empty place
        Directory.CreateDirectory(store);
        await using BlobStore blobs = await BlobStore.CreateAsync(new DiskBackend(store));
        VolumeStore volumes = new(blobs);
        Hoody.Volumes.Import.ImportResult imported = await volumes.ImportAsync(_source);

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(
            () => volumes.ExportAsync(imported.Root, _target, new ExportOptions { IsAtomic = isAtomic }));

        Assert.Contains("is the store", error.Message, StringComparison.Ordinal);
        string kept = isAtomic ? Path.Combine(Path.GetDirectoryName(_target)!, ".hoody-new-" + Path.GetFileName(_target), place) : store; // Not null: it has a parent.
        await using BlobStore again = await BlobStore.OpenAsync(new DiskBackend(kept));
        Assert.True(again.Contains(imported.Root.TreeId));
    }

    [Theory]
    [InlineData("packs", false)]
    [InlineData("refs/below", false)]
    [InlineData("packs", true)]
    public async Task A_target_in_the_store_is_refused_by_an_export_from_it(string place, bool isAtomic)
    {
        string store = _directory.CreateDirectory("store");
        await using BlobStore blobs = await BlobStore.CreateAsync(new DiskBackend(store));
        VolumeStore volumes = new(blobs);
        Hoody.Volumes.Import.ImportResult imported = await volumes.ImportAsync(_source);
        string[] before = Directory.GetFiles(store, "*", SearchOption.AllDirectories);

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(
            () => volumes.ExportAsync(imported.Root, Path.Combine(store, place), new ExportOptions { IsAtomic = isAtomic }));

        Assert.Contains("store", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(store, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_target_whose_parent_is_missing_is_an_error_that_names_it()
    {
        await using TestStore store = await TestStore.CreateAsync();
        Volumes.Trees.TreeEntry root = (await store.ImportAsync(_source)).Root;

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => store.ExportAsync(root, _directory["no/where"]));

        Assert.Equal((_directory["no/where"], "ENOENT"), (error.Path, error.ErrorName));
    }

    [Fact]
    public async Task What_an_interrupted_export_left_is_removed_by_the_next()
    {
        File.WriteAllText(Path.Combine(_target, ".hoody-0123456789abcdef.tmp"), "half");

        await ExportAsync();

        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(_target));
    }

    private void AssertOutsideIsUntouched()
    {
        Assert.Equal([_directory["outside/file"]], Directory.GetFileSystemEntries(_directory["outside"]));
        Assert.Equal("precious\n", File.ReadAllText(_directory["outside/file"]));
    }

    private async Task<ExportResult> ExportAsync()
    {
        await using TestStore store = await TestStore.CreateAsync();
        return await store.ExportAsync((await store.ImportAsync(_source)).Root, _target);
    }
}
