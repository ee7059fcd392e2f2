using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Sources that hold what no correct writer makes.</summary>
public sealed class HostilePullTests
{
    [Fact]
    public async Task A_tree_of_a_hundred_million_directories_in_few_nodes_is_walked_node_by_node()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        TreeEntry root = await DeepTree.PutDoublingAsync(source, depth: 28);

        var result = await target.Store.PullAsync(source.Store, [await source.PutSnapshotAsync(root)]);

        Assert.True(root.Totals.Directories > 100_000_000);
        Assert.Equal(30, result.BlobsTransferred);
    }

    [Fact]
    public async Task A_tree_of_more_than_a_thousand_million_entries_cannot_be_stated()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();

        await Assert.ThrowsAsync<FileTreeException>(() => DeepTree.PutDoublingAsync(source, depth: 31));
    }

    [Fact]
    public async Task A_tree_beyond_the_depth_limit_is_refused()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(await DeepTree.PutChainAsync(source, TreeLimits.MaxDepth + 1));

        await Assert.ThrowsAsync<FileTreeException>(() => target.Store.PullAsync(source.Store, [snapshot]));

        Assert.False(target.Blobs.Contains(snapshot));
    }

    [Fact]
    public async Task A_tree_whose_nodes_all_wait_for_those_below_is_refused_before_they_fill_the_memory()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        const int attributeBytes = 60_000;
        int depth = (int)(WantWindow.HardGraphBytes / attributeBytes);
        BlobId within = await source.PutSnapshotAsync(await DeepTree.PutHeavyChainAsync(source, depth / 2, attributeBytes));
        BlobId beyond = await source.PutSnapshotAsync(await DeepTree.PutHeavyChainAsync(source, depth + 10, attributeBytes));

        await target.Store.PullAsync(source.Store, [within]);
        await Assert.ThrowsAsync<FileTreeException>(() => target.Store.PullAsync(source.Store, [beyond]));

        Assert.True(target.Blobs.Contains(within));
        Assert.False(target.Blobs.Contains(beyond));
    }

    [Fact]
    public async Task A_second_entry_that_lies_about_a_known_directory_is_refused()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        TreeEntry inner = await source.PutAsync(new ModelTree { Entry = Sample.Directory("") });
        TreeEntry[] entries =
        [
            inner with { Name = new EntryName("a") },
            inner with { Name = new EntryName("b"), Totals = new TreeTotals(1, 0, 0, 1) },
        ];

        await AssertRefusedAsync(source, entries);
    }

    [Fact]
    public async Task A_chunk_of_another_length_than_its_file_claims_is_refused()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await source.PutBlobAsync(BlobKind.Chunk, "data"u8.ToArray());

        await AssertRefusedAsync(source, Sample.File("a", "data") with { Length = 5 });
    }

    [Fact]
    public async Task A_chunk_offered_as_a_directory_is_refused()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        byte[] node = Sample.Encode([]);
        TreeEntry directory = Sample.Directory("d") with { TreeId = await source.PutBlobAsync(BlobKind.Chunk, node) };

        await AssertRefusedAsync(source, directory);
    }

    [Fact]
    public async Task A_directory_offered_as_a_chunk_list_is_refused()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId id = await source.PutBlobAsync(BlobKind.Tree, Sample.Encode([]));

        await AssertRefusedAsync(source, Sample.File("a") with { Content = new FileContent(FileContentKind.ChunkList, id) });
    }

    private static async Task AssertRefusedAsync(MemoryVolume source, params TreeEntry[] entries)
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await source.PutBlobAsync(BlobKind.Tree, Sample.Encode(entries));
        BlobId snapshot = await source.PutRawSnapshotAsync(Sample.Directory("", entries));

        await Assert.ThrowsAsync<CorruptDataException>(() => target.Store.PullAsync(source.Store, [snapshot]));

        Assert.False(target.Blobs.Contains(snapshot));
    }
}
