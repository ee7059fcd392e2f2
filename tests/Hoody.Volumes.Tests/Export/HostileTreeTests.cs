using System.Security.Cryptography;
using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

/// <summary>Trees that lie: what is there stays as it is, and each ends in a typed error.</summary>
public sealed class HostileTreeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_missing_chunk_costs_nothing_that_is_there()
    {
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = await store.PutTreeAsync(Sample.File("file", "nobody stored this"));
        File.WriteAllText(Path.Combine(_directory.CreateDirectory("target"), "file"), "old");

        await Assert.ThrowsAsync<BlobNotFoundException>(() => store.ExportAsync(tree, _directory["target"]));

        Assert.Equal("old", File.ReadAllText(_directory["target/file"]));
        Assert.Single(Directory.GetFileSystemEntries(_directory["target"]));
    }

    [Fact]
    public async Task A_missing_node_costs_nothing_that_is_there()
    {
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = await store.PutTreeAsync(Sample.Directory("sub", Sample.File("file")));
        File.WriteAllText(Path.Combine(_directory.CreateDirectory("target/sub"), "other"), "old");

        await Assert.ThrowsAsync<BlobNotFoundException>(() => store.ExportAsync(tree, _directory["target"]));

        Assert.Equal("old", File.ReadAllText(_directory["target/sub/other"]));
    }

    [Fact]
    public async Task A_chunk_of_another_length_than_the_list_says_is_corrupt()
    {
        await using TestStore store = await TestStore.CreateAsync();
        BlobId chunk = await store.PutBlobAsync(BlobKind.Chunk, "four"u8.ToArray());
        TreeEntry tree = await PutListedAsync(store, 10, new ChunkSpan(chunk, 4), new ChunkSpan(chunk, 6));

        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => store.ExportAsync(tree, _directory["target"]));

        Assert.Contains("file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_longer_than_any_blob_is_refused_before_it_sizes_a_buffer()
    {
        await using TestStore store = await TestStore.CreateAsync();
        BlobId chunk = await store.PutBlobAsync(BlobKind.Chunk, "four"u8.ToArray());
        TreeEntry tree = await PutListedAsync(store, int.MaxValue + 4L, new ChunkSpan(chunk, 4), new ChunkSpan(chunk, int.MaxValue));
        Shell.Run(_directory.Path, "mkdir target; truncate -s 3G target/file");

        await Assert.ThrowsAsync<CorruptDataException>(() => store.ExportAsync(tree, _directory["target"]));
    }

    [Fact]
    public async Task A_hole_claimed_over_data_does_not_lose_the_data()
    {
        byte[] content = RandomNumberGenerator.GetBytes(20_000);
        await using TestStore store = await TestStore.CreateAsync();
        BlobId chunk = await store.PutBlobAsync(BlobKind.Chunk, content);
        TreeEntry file = Sample.File("file") with
        {
            Length = content.Length,
            Content = new FileContent(FileContentKind.SingleChunk, chunk),
            Holes = [new Hole(4096, 8192)],
        };

        await store.ExportAsync(await store.PutTreeAsync(file), _directory["target"]);

        Assert.Equal(content, File.ReadAllBytes(_directory["target/file"]));
    }

    [Fact]
    public async Task Names_of_one_group_that_differ_are_refused()
    {
        await using TestStore store = await TestStore.CreateAsync();
        await store.PutBlobAsync(BlobKind.Chunk, "one"u8.ToArray());
        await store.PutBlobAsync(BlobKind.Chunk, "two"u8.ToArray());
        TreeEntry tree = await store.PutTreeAsync(
            Sample.File("a", "one") with { HardLinkGroup = 7 }, Sample.File("b", "two") with { HardLinkGroup = 7 });

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => store.ExportAsync(tree, _directory["target"]));

        Assert.Equal(_directory["target/b"], error.Path);
    }

    [Fact]
    public async Task A_tree_deeper_than_the_limit_is_refused()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry tree = await DeepTree.PutChainAsync(volume, TreeLimits.MaxDepth + 10);

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => volume.Store.ExportAsync(tree, _directory["target"]));

        Assert.Contains("deep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_user_id_of_an_owner_that_no_file_can_have_is_withheld()
    {
        await using TestStore store = await TestStore.CreateAsync();
        await store.PutBlobAsync(BlobKind.Chunk, "data"u8.ToArray());
        TreeEntry tree = await store.PutTreeAsync(Sample.File("file") with { UserId = uint.MaxValue, GroupId = uint.MaxValue, Mode = 0xDED });

        ExportResult exported = await store.ExportAsync(tree, _directory["target"]);

        Assert.Equal([ExportNoticeKind.Owner, ExportNoticeKind.Mode], exported.Notices.Select(notice => notice.Kind));
        Assert.Equal("755\n", Shell.Run(_directory["target"], "stat -c %a file"));
    }

    private static async Task<TreeEntry> PutListedAsync(TestStore store, long length, params ChunkSpan[] chunks)
    {
        BlobId id = await store.PutBlobAsync(BlobKind.ChunkList, Sample.EncodeList(chunks));
        return await store.PutTreeAsync(
            Sample.File("file") with { Length = length, Content = new FileContent(FileContentKind.ChunkList, id) });
    }
}
