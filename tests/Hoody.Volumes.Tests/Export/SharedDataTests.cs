using System.Globalization;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

/// <summary>What is equal is shared with the file or the tree that goes, where the file system can; and read back, as anybody may write to that one meanwhile.</summary>
public sealed class SharedDataTests : IDisposable
{
    private const long LargeLength = 8_000_001;

    private readonly TempDirectory _directory = new();
    private readonly string _source;

    public SharedDataTests()
    {
        _source = _directory.CreateDirectory("source");
        Shell.Run(_source, $"mkdir sub; head -c {LargeLength} /dev/urandom > sub/large; head -c 30000 /dev/urandom > small; truncate -s 3M sparse; head -c 1000000 /dev/urandom >> sparse");
    }

    public static TheoryData<string> Sharing => ["xfs", "btrfs"];

    public static TheoryData<string, bool> OthersInPlaceAndAtomic => new() { { "ext4", false }, { "ext4", true }, { "tmpfs", false }, { "tmpfs", true } };

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Sharing))]
    public async Task A_file_made_anew_shares_what_did_not_change_with_the_old_one(string kind)
    {
        using MountedFileSystem mounted = Mount(kind);
        await using TestStore store = await ExportedAsync(mounted);
        Shell.Run(mounted.Path, "ln target/sub/large kept");
        Change("sub/large");

        ExportResult exported = await store.ExportAsync((await store.ImportAsync(_source)).Root, Path.Combine(mounted.Path, "target"));

        Assert.Equal((1, 0), (exported.Replaced, exported.Created));
        Assert.InRange(exported.BytesCloned, LargeLength * 9 / 10, LargeLength);
        Assert.InRange(exported.BytesWritten, 1, LargeLength - exported.BytesCloned);
        Assert.Equal(BlocksOf(exported.BytesCloned), SharedBlocks(mounted, "target/sub/large"));
        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(Path.Combine(mounted.Path, "target")));
    }

    [SkippableTheory]
    [MemberData(nameof(Sharing))]
    public async Task A_tree_built_beside_shares_its_files_with_the_old_tree(string kind)
    {
        using MountedFileSystem mounted = Mount(kind);
        await using TestStore store = await ExportedAsync(mounted);
        Shell.Run(mounted.Path, "mkdir kept; ln target/sub/large target/small target/sparse kept");
        Change("sub/large");

        ExportResult exported = await store.Volumes.ExportAsync(
            (await store.ImportAsync(_source)).Root, Path.Combine(mounted.Path, "target"), new ExportOptions { IsAtomic = true });

        Assert.Equal((4, 0), (exported.Created, exported.Replaced));
        Assert.InRange(exported.BytesCloned, (LargeLength + 1_030_000) * 8 / 10, LargeLength + 1_030_000); // not the chunk where the hole ends

        // Each of the three files may end within a block.
        long shared = SharedBlocks(mounted, "target/sub/large") + SharedBlocks(mounted, "target/small") + SharedBlocks(mounted, "target/sparse");
        Assert.InRange(shared, BlocksOf(exported.BytesCloned), BlocksOf(exported.BytesCloned) + 2);
        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(Path.Combine(mounted.Path, "target")));
    }

    [SkippableTheory]
    [MemberData(nameof(OthersInPlaceAndAtomic))]
    public async Task Where_nothing_can_be_shared_the_same_is_written(string kind, bool isAtomic)
    {
        using MountedFileSystem mounted = Mount(kind);
        await using TestStore store = await ExportedAsync(mounted);
        Change("sub/large");

        ExportResult exported = await store.Volumes.ExportAsync(
            (await store.ImportAsync(_source)).Root, Path.Combine(mounted.Path, "target"), new ExportOptions { IsAtomic = isAtomic });

        Assert.Equal((0, LargeLength + (isAtomic ? 1_030_000 : 0)), (exported.BytesCloned, exported.BytesWritten));
        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(Path.Combine(mounted.Path, "target")));
    }

    [SkippableTheory]
    [MemberData(nameof(Sharing))]
    public async Task Old_files_of_equal_length_and_time_and_other_bytes_give_none_of_them(string kind)
    {
        using MountedFileSystem mounted = Mount(kind);
        await using TestStore store = await ExportedAsync(mounted);
        string target = Path.Combine(mounted.Path, "target");
        Shell.Run(target, "for f in sub/large small sparse; do printf changed | dd of=$f bs=1 seek=20000 conv=notrunc status=none; touch -r " + $"{_source}/$f $f; done");

        await store.Volumes.ExportAsync((await store.ImportAsync(_source)).Root, target, new ExportOptions { IsAtomic = true });

        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(target));
    }

    [SkippableTheory]
    [InlineData("tmpfs", false)]
    [InlineData("xfs", false)]
    [InlineData("xfs", true)]
    public async Task A_file_that_somebody_writes_to_all_the_while_gives_no_mix(string kind, bool isAtomic)
    {
        using MountedFileSystem mounted = Mount(kind);
        await using TestStore store = await ExportedAsync(mounted);
        TreeEntry tree = (await store.ImportAsync(_source)).Root;
        string target = Path.Combine(mounted.Path, "target");
        for (int round = 0; round < LongForm.Choose(10, 200); round++)
        {
            // The first byte differs; the writer is after the file that goes, and never sees the new one.
            await using FileStream old = new(Path.Combine(target, "sub/large"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
            old.WriteByte((byte)~old.ReadByte());
            bool isOver = false;
            Task writer = Task.Run(() =>
            {
                Random random = new(round);
                while (!Volatile.Read(ref isOver))
                {
                    old.Position = random.NextInt64(LargeLength);
                    old.WriteByte((byte)random.Next());
                }
            });

            await store.Volumes.ExportAsync(tree, target, new ExportOptions { IsAtomic = isAtomic });
            Volatile.Write(ref isOver, true);
            await writer;

            Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(target));
        }
    }

    private static MountedFileSystem Mount(string kind)
    {
        Skip.IfNot(MountedFileSystem.IsSupported(kind), $"needs root and {kind}");
        return new MountedFileSystem(kind);
    }

    private static long BlocksOf(long lengthBytes) => (lengthBytes + 4095) / 4096;

    /// <summary>As FIEMAP tells, of which the program is a front.</summary>
    private static long SharedBlocks(MountedFileSystem mounted, string file) =>
        long.Parse(Shell.Run(mounted.Path, $"sync; filefrag -v {file} | awk -F: '/shared/ {{ n += $4 }} END {{ print n + 0 }}'"), CultureInfo.InvariantCulture);

    private async Task<TestStore> ExportedAsync(MountedFileSystem mounted)
    {
        TestStore store = await TestStore.CreateAsync();
        await store.ExportAsync((await store.ImportAsync(_source)).Root, Path.Combine(mounted.Path, "target"));
        return store;
    }

    private void Change(string file) => Shell.Run(_source, $"printf changed | dd of={file} bs=1 seek=4000000 conv=notrunc status=none");
}
