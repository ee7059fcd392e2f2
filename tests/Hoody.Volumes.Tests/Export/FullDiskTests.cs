using System.Security.Cryptography;
using Hoody.Testing;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

public sealed class FullDiskTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task A_full_disk_is_an_error_by_name_and_with_more_space_the_export_completes()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "needs the right to mount");
        foreach (string name in new[] { "a", "b", "c" })
        {
            File.WriteAllBytes(Path.Combine(_directory.CreateDirectory("source"), name), RandomNumberGenerator.GetBytes(2_000_000));
        }

        using SmallFileSystem disk = new(5 << 20);
        string target = Path.Combine(disk.Path, "target");
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry root = (await store.ImportAsync(_directory["source"])).Root;

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => store.ExportAsync(root, target));

        Assert.True(error.IsDiskFull);
        Assert.StartsWith(target, error.Path, StringComparison.Ordinal);
        Assert.All(
            Directory.GetFiles(target), path => Assert.Equal(File.ReadAllBytes(_directory["source/" + Path.GetFileName(path)]), File.ReadAllBytes(path)));

        Assert.Equal(0, Tool.Run("mount", "-o", "remount,size=20m", disk.Path).ExitCode);
        await store.ExportAsync(root, target);
        Assert.Equal(DirectoryListing.Of(_directory["source"]), DirectoryListing.Of(target));
    }

    [SkippableFact]
    public async Task A_full_disk_leaves_the_old_file_where_it_is()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "needs the right to mount");
        File.WriteAllBytes(Path.Combine(_directory.CreateDirectory("source"), "file"), RandomNumberGenerator.GetBytes(3_000_000));
        using SmallFileSystem disk = new(2 << 20);
        File.WriteAllText(Path.Combine(disk.Path, "file"), "the old content");
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry root = (await store.ImportAsync(_directory["source"])).Root;

        await Assert.ThrowsAsync<FileTreeException>(() => store.ExportAsync(root, disk.Path));

        Assert.Equal([Path.Combine(disk.Path, "file")], Directory.GetFileSystemEntries(disk.Path));
        Assert.Equal("the old content", File.ReadAllText(Path.Combine(disk.Path, "file")));
    }
}
