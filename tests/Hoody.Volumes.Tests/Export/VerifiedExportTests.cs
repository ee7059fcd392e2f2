using System.Text;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

/// <summary>An export that reads back what it wrote.</summary>
public sealed class VerifiedExportTests : IDisposable
{
    private static readonly ExportOptions _verified = new() { Verify = true };

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_left_to_do_after_an_export_of_every_kind_of_entry(bool isAtomic)
    {
        SampleTree.Create(_directory.CreateDirectory("source"));
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = (await store.ImportAsync(_directory["source"])).Root;

        ExportResult exported = await store.Volumes.ExportAsync(tree, _directory["target"], _verified with { IsAtomic = isAtomic });

        Assert.Empty(exported.Verification!.Steps);
        Assert.Equal(tree.Totals.Entries, exported.Verification.Expected.Untouched);
        Assert.Null((await store.ExportAsync(tree, _directory["target"])).Verification);
    }

    [SkippableFact]
    public async Task What_the_disk_has_made_of_it_is_found_and_mended()
    {
        Skip.IfNot(MountedFileSystem.IsSupported("ext4"), "needs root and ext4");
        using MountedFileSystem mounted = new("ext4");
        string target = Path.Combine(mounted.Path, "target");
        byte[] content = Encoding.ASCII.GetBytes("a sector that the disk gets wrong, at its very beginning");
        await File.WriteAllBytesAsync(Path.Combine(_directory.CreateDirectory("source"), "file"), content);
        Shell.Run(_directory["source"], "echo other > other");
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = (await store.ImportAsync(_directory["source"])).Root;
        Assert.True((await store.Volumes.ExportAsync(tree, target, _verified)).Verification!.IsEmpty);
        await File.ReadAllBytesAsync(Path.Combine(target, "file"));
        mounted.DamageUnderMemory(content);

        ExportResult again = await store.Volumes.ExportAsync(tree, target, _verified);

        Assert.Equal((2, 0), (again.Untouched, again.Replaced)); // from memory
        Assert.Equal([new ExportStep(TreePath.Parse("file"), ExportStepKind.Replace)], again.Verification!.Steps);
        await again.Verification.ApplyAsync();
        Assert.Equal(DirectoryListing.Of(_directory["source"]), DirectoryListing.Of(target));
    }

    [SkippableFact]
    public async Task What_could_not_be_represented_is_left_to_do()
    {
        Skip.IfNot(MountedFileSystem.IsSupported("ext4 of small inodes"), "needs root and ext4");
        using MountedFileSystem mounted = new("ext4 of small inodes");
        Shell.Run(_directory.CreateDirectory("source"), "echo x > file; touch -d @1700000000.123456789 file; touch -d @1700000000 .");
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = (await store.ImportAsync(_directory["source"])).Root;

        ExportResult exported = await store.Volumes.ExportAsync(tree, Path.Combine(mounted.Path, "target"), _verified);

        Assert.Equal([(TreePath.Parse("file"), ExportNoticeKind.ModifiedTime)], exported.Notices.Select(notice => (notice.Path, notice.Kind)));
        Assert.Equal([new ExportStep(TreePath.Parse("file"), ExportStepKind.SetMetadata)], exported.Verification!.Steps);
    }
}
