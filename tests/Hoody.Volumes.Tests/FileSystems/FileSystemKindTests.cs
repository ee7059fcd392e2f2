using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.FileSystems;

/// <summary>Import and export on every kind of file system that a machine can mount: whole where the kind allows, and reported where not.</summary>
public sealed class FileSystemKindTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Whole => [.. MountedFileSystem.Whole];

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Whole))]
    public async Task A_tree_of_every_kind_of_entry_goes_there_and_back_whole(string kind)
    {
        Skip.IfNot(MountedFileSystem.IsSupported(kind), $"needs root and {kind}");
        using MountedFileSystem mounted = new(kind);
        string source = _directory.CreateDirectory("source");
        string there = Path.Combine(mounted.Path, "there");
        SampleTree.Create(source);
        Shell.Run(source, kind == "xfs" ? "rm long-target" : ""); // its own test
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult imported = await store.ImportAsync(source);

        Assert.Empty((await store.ExportAsync(imported.Root, there)).Notices);
        ImportResult again = await store.ImportAsync(there);
        Assert.Empty((await store.ExportAsync(again.Root, _directory["back"])).Notices);

        Assert.Empty(again.Notices);
        Assert.Equal(DirectoryListing.Of(source), DirectoryListing.Of(there));
        Assert.Equal(DirectoryListing.Of(source), DirectoryListing.Of(_directory["back"]));
        Assert.Equal(imported.Root, again.Root);
    }

    [SkippableTheory]
    [MemberData(nameof(Whole))]
    public async Task A_second_export_there_touches_nothing_and_a_changed_one_only_what_changed(string kind)
    {
        Skip.IfNot(MountedFileSystem.IsSupported(kind), $"needs root and {kind}");
        using MountedFileSystem mounted = new(kind);
        string source = _directory.CreateDirectory("source");
        string target = Path.Combine(mounted.Path, "target");
        SampleTree.Create(source);
        Shell.Run(source, kind == "xfs" ? "rm long-target" : "");
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult imported = await store.ImportAsync(source);
        ExportResult first = await store.ExportAsync(imported.Root, target);
        IReadOnlyDictionary<string, string> inodes = DirectoryListing.Inodes(target);

        ExportResult second = await store.ExportAsync(imported.Root, target);
        Assert.Equal((first.Created, 0), (second.Untouched, second.Created + second.Replaced + second.MetadataOnly + second.Removed));
        Assert.Equal(inodes, DirectoryListing.Inodes(target));

        Shell.Run(source, "printf changed | dd of=sizes/9000001 bs=1 seek=4000000 conv=notrunc status=none; rm fifo; chmod 700 emptydir; mv a b");
        ExportResult third = await store.ExportAsync((await store.ImportAsync(source)).Root, target);
        Assert.Empty(third.Notices);
        Assert.Equal(DirectoryListing.Of(source), DirectoryListing.Of(target));
        Assert.True(third.Untouched > third.Created + third.Replaced + third.MetadataOnly + third.Removed, third.ToString());
    }

    [SkippableTheory]
    [MemberData(nameof(Whole))]
    public async Task Holes_are_holes_there(string kind)
    {
        Skip.IfNot(MountedFileSystem.IsSupported(kind), $"needs root and {kind}");
        using MountedFileSystem mounted = new(kind);
        Shell.Run(_directory.CreateDirectory("source"), "truncate -s 64M hole; printf x | dd of=hole bs=1 seek=33554432 conv=notrunc status=none; head -c 1000000 /dev/zero > zeros");
        await using TestStore store = await TestStore.CreateAsync();

        await store.ExportAsync((await store.ImportAsync(_directory["source"])).Root, Path.Combine(mounted.Path, "there"));
        TreeEntry there = (await store.ImportAsync(Path.Combine(mounted.Path, "there"))).Root;
        await store.ExportAsync(there, _directory["back"]);

        Assert.InRange(long.Parse(Shell.Run(_directory["back"], "stat -c %b hole"), System.Globalization.CultureInfo.InvariantCulture), 1, 2048);
        Assert.Equal(DirectoryListing.Of(_directory["source"]), DirectoryListing.Of(_directory["back"]));
    }

    [SkippableFact]
    public async Task A_target_too_long_for_xfs_is_reported_and_the_rest_is_there()
    {
        Skip.IfNot(MountedFileSystem.IsSupported("xfs"), "needs root and mkfs.xfs");
        using MountedFileSystem mounted = new("xfs");
        Shell.Run(_directory.CreateDirectory("source"), "ln -s \"$(printf 'n%.0s' {1..1023})\" fits; ln -s \"$(printf 'n%.0s' {1..1024})\" long; echo z > z");
        await using TestStore store = await TestStore.CreateAsync();

        ExportResult exported = await store.ExportAsync((await store.ImportAsync(_directory["source"])).Root, Path.Combine(mounted.Path, "there"));

        Assert.Equal((TreePath.Parse("long"), ExportNoticeKind.Entry), Assert.Single(exported.Notices.Select(notice => (notice.Path, notice.Kind))));
        Assert.Equal("fits z\n", Shell.Run(Path.Combine(mounted.Path, "there"), "echo *"));
    }

    [SkippableFact]
    public async Task Times_that_an_inode_has_no_room_for_are_reported_and_nothing_else_is()
    {
        const string Kind = "ext4 of small inodes";
        Skip.IfNot(MountedFileSystem.IsSupported(Kind), "needs root and mkfs.ext4");
        using MountedFileSystem mounted = new(Kind);
        string there = Path.Combine(mounted.Path, "there");
        SampleTree.Create(_directory.CreateDirectory("source"));
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult imported = await store.ImportAsync(_directory["source"]);

        ExportResult exported = await store.ExportAsync(imported.Root, there);
        ImportResult again = await store.ImportAsync(there);

        Assert.True(exported.Notices.Count > exported.Created / 2, $"{exported.Notices.Count} of {exported.Created}");
        Assert.All(exported.Notices, notice => Assert.Equal(ExportNoticeKind.ModifiedTime, notice.Kind));
        Assert.Equal(imported.Root.ContentOnlyId, again.Root.ContentOnlyId);
    }

    [SkippableFact]
    public async Task What_exfat_cannot_say_is_reported_and_the_rest_is_there()
    {
        Skip.IfNot(MountedFileSystem.IsSupported("exfat"), "needs root and exfat-fuse");
        using MountedFileSystem mounted = new("exfat");
        string there = Path.Combine(mounted.Path, "there");
        Shell.Run(
            _directory.CreateDirectory("source"),
            "mkdir d; echo 1 > d/file; ln d/file d/second; ln -s d link; chmod 4751 d/file; chown 7:7 d/file; touch -d @1700000001 d/file; setfattr -n user.a -v b d");
        await using TestStore store = await TestStore.CreateAsync();

        ExportResult exported = await store.ExportAsync((await store.ImportAsync(_directory["source"])).Root, there);

        (string, ExportNoticeKind)[] reported = [.. exported.Notices.Select(notice => (notice.Path.ToString(), notice.Kind))];
        Assert.Contains(("link", ExportNoticeKind.Entry), reported);
        Assert.Contains(("d", ExportNoticeKind.ExtendedAttribute), reported);
        Assert.Contains(("d/file", ExportNoticeKind.Owner), reported);
        Assert.Contains(("d/file", ExportNoticeKind.Mode), reported);
        Assert.Contains(("d/second", ExportNoticeKind.HardLink), reported);
        Assert.Equal("1\n1\n", Shell.Run(there, "cat d/file d/second"));
    }

    [SkippableTheory]
    [InlineData("file", "file")]
    [InlineData("file", "directory")]
    [InlineData("directory", "file")]
    [InlineData("directory", "directory")]
    public async Task Two_names_that_the_file_system_takes_for_one_are_refused_and_not_merged(string upper, string lower)
    {
        Skip.IfNot(MountedFileSystem.IsSupported("exfat"), "needs root and exfat-fuse");
        using MountedFileSystem mounted = new("exfat");
        string there = Path.Combine(mounted.Path, "there");
        await using TestStore store = await TestStore.CreateAsync();
        await store.PutBlobAsync(BlobKind.Chunk, "upper"u8.ToArray());
        await store.PutBlobAsync(BlobKind.Chunk, "lower"u8.ToArray());
        TreeEntry tree = await store.PutTreeAsync(await EntryAsync("A", upper, "upper"), await EntryAsync("a", lower, "lower"));

        for (int attempt = 0; attempt < 2; attempt++)
        {
            FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => store.ExportAsync(tree, there));

            // Whichever came second; a directory comes before the files in the queue.
            Assert.Equal("EEXIST", error.ErrorName);
            Assert.Contains(Path.GetFileName(error.Path), (string[])["A", "a"]);
            Assert.Single(Directory.GetFileSystemEntries(there), IsNamed);
            Assert.InRange(Directory.GetFiles(there, "*", SearchOption.AllDirectories).Count(IsNamed), 0, 1);
        }

        // What is removed while FUSE has it open, which hears of the last close a moment later, it keeps under a name of its own until then.
        static bool IsNamed(string path) => !Path.GetFileName(path).StartsWith(".fuse_hidden", StringComparison.Ordinal);

        async Task<TreeEntry> EntryAsync(string name, string type, string data) => type == "file"
            ? Sample.File(name, data)
            : (await store.PutTreeAsync(Sample.File("file", data))) with { Name = new EntryName(name) };
    }
}
