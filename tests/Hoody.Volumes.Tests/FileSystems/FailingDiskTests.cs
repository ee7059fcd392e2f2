using System.Security.Cryptography;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.FileSystems;

/// <summary>Disks that cannot be read in one place, or not be written any more: the rest is done, and what is not is named.</summary>
public sealed class FailingDiskTests : IDisposable
{
    private const int SectorLength = 4096;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(700)]
    public async Task A_sector_that_cannot_be_read_costs_its_file_and_nothing_else(int sector)
    {
        Skip.IfNot(MountedFileSystem.IsSupported("btrfs"), "needs root and mkfs.btrfs");
        using MountedFileSystem mounted = new("btrfs");
        MakeFiles(mounted.Path, sector, out byte[] damaged);
        mounted.Damage(damaged);
        await using TestStore store = await TestStore.CreateAsync();

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => store.ImportAsync(mounted.Path));
        ImportResult reported = await store.ImportAsync(mounted.Path, new ImportOptions { Unreadable = UnreadableEntries.Report });

        Assert.Equal((Path.Combine(mounted.Path, "d/bad"), "EIO"), (error.Path, error.ErrorName));
        ImportNotice notice = Assert.Single(reported.Notices);
        Assert.Equal((TreePath.Parse("d/bad"), ImportNoticeKind.Unreadable), (notice.Path, notice.Kind));
        await store.ExportAsync(reported.Root, _directory["target"]);
        Assert.Equal("./a ./d/z ./e/last", Shell.Run(_directory["target"], "echo $(find . -type f | sort)").Trim());
    }

    [SkippableFact]
    public async Task An_export_puts_right_what_it_cannot_read()
    {
        Skip.IfNot(MountedFileSystem.IsSupported("btrfs"), "needs root and mkfs.btrfs");
        using MountedFileSystem mounted = new("btrfs");
        await using TestStore store = await TestStore.CreateAsync();
        MakeFiles(_directory.CreateDirectory("source"), 700, out byte[] damaged);
        TreeEntry tree = (await store.ImportAsync(_directory["source"])).Root;
        string target = Path.Combine(mounted.Path, "target");
        await store.ExportAsync(tree, target);
        mounted.Damage(damaged);

        ExportResult exported = await store.ExportAsync(tree, target);

        Assert.Equal((1, tree.Totals.Entries - 1), (exported.Replaced, exported.Untouched));
        Assert.Equal(DirectoryListing.Of(_directory["source"]), DirectoryListing.Of(target));
    }

    [SkippableFact]
    public async Task A_target_that_becomes_read_only_has_each_file_old_or_new_and_can_be_completed()
    {
        Skip.IfNot(MountedFileSystem.IsSupported("ext4"), "needs root and mkfs.ext4");
        using MountedFileSystem mounted = new("ext4");
        string target = Path.Combine(mounted.Path, "target");
        foreach (string version in (string[])["one", "two"])
        {
            Shell.Run(_directory.CreateDirectory(version), $"for n in $(seq 400); do mkdir -p d$((n % 7)); yes {version}$n | head -c 9000 > d$((n % 7))/$n; done");
        }

        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry[] trees = [(await store.ImportAsync(_directory["one"])).Root, (await store.ImportAsync(_directory["two"])).Root];
        Task<FileTreeException> exports = ExportUntilRefusedAsync(store, trees, target);
        while (!mounted.TryMakeReadOnly())
        {
            Assert.False(exports.IsCompleted, "an export failed before");
        }

        FileTreeException error = await exports;

        Assert.Equal("EROFS", error.ErrorName);
        Assert.StartsWith(target, error.Path, StringComparison.Ordinal);
        Assert.Equal("", Shell.Run(target, "for f in $(find . -type f ! -name '.hoody-*'); do cmp -s $f ROOT/one/$f || cmp -s $f ROOT/two/$f || echo $f; done".Replace("ROOT", _directory.Path, StringComparison.Ordinal)));
        mounted.MakeWritable();
        await store.ExportAsync(trees[1], target);
        Assert.Equal(DirectoryListing.Of(_directory["two"]), DirectoryListing.Of(target));
    }

    [SkippableFact]
    public async Task A_store_that_becomes_read_only_under_an_import_is_whole_afterwards()
    {
        Skip.IfNot(MountedFileSystem.IsSupported("ext4"), "needs root and mkfs.ext4");
        using MountedFileSystem mounted = new("ext4");
        string place = Path.Combine(mounted.Path, "store");
        _directory.CreateDirectory("source");
        await using (DiskBackend backend = new(place))
        await using (TestStore store = await TestStore.CreateAsync(backend))
        {
            Task imports = Assert.ThrowsAnyAsync<ChunkStoreException>(() => ImportForEverAsync(store));
            while (!mounted.TryMakeReadOnly())
            {
                Assert.False(imports.IsCompleted, "an import failed before");
            }

            await imports;
        }

        mounted.MakeWritable();
        await using DiskBackend again = new(place);
        await using BlobStore opened = await BlobStore.OpenAsync(again);
        VolumeStore volumes = new(opened);
        Assert.True((await volumes.VerifyAsync()).IsSound);
        ImportResult imported = await volumes.ImportAsync(_directory["source"]);
        await volumes.ExportAsync(imported.Root, _directory["target"]);
        Assert.Equal(DirectoryListing.Of(_directory["source"]), DirectoryListing.Of(_directory["target"]));
    }

    private static void MakeFiles(string directory, int damagedSector, out byte[] damaged)
    {
        byte[] bad = RandomNumberGenerator.GetBytes(4_000_000);
        damaged = bad.AsSpan(damagedSector * SectorLength, 64).ToArray();
        Shell.Run(directory, "mkdir d e; for f in a d/z e/last; do head -c 100000 /dev/urandom > $f; done");
        File.WriteAllBytes(Path.Combine(directory, "d/bad"), bad);
    }

    private static async Task<FileTreeException> ExportUntilRefusedAsync(TestStore store, TreeEntry[] trees, string target)
    {
        for (int run = 0; ; run++)
        {
            try
            {
                await store.ExportAsync(trees[run % 2], target);
            }
            catch (FileTreeException exception)
            {
                return exception;
            }
        }
    }

    private async Task ImportForEverAsync(TestStore store)
    {
        while (true)
        {
            await File.WriteAllBytesAsync(_directory["source/file"], RandomNumberGenerator.GetBytes(500_000));
            await store.ImportAsync(_directory["source"]);
        }
    }
}
