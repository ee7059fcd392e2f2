using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

/// <summary>Directories that the tree keeps in several nodes, and files in several lists.</summary>
public sealed class LargeDirectoryExportTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly string _source;
    private readonly string _target;

    public LargeDirectoryExportTests()
    {
        _source = _directory.CreateDirectory("source");
        _target = _directory["target"];
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Only_the_extra_entries_of_a_large_directory_are_removed()
    {
        await using TestStore store = await TestStore.CreateAsync();
        Shell.Run(_source, "for i in $(seq 600); do echo $i > $i; done");
        TreeEntry tree = (await store.ImportAsync(_source)).Root;
        Shell.Run(_directory.Path, "cp -a source target; cd target; for i in 0 1x 35x 600x 9999 zz; do echo extra > $i; done; rm 1 300 600");

        ExportResult exported = await store.ExportAsync(tree, _target);

        Assert.Equal((3, 6), (exported.Created, exported.Removed));
        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(_target));
    }

    [Fact]
    public async Task A_file_of_more_chunks_than_a_list_has_comes_back_and_is_changed_in_place()
    {
        await using TestStore store = await TestStore.CreateAsync();
        Shell.Run(_source, "head -c 20000000 /dev/urandom > large");
        TreeEntry tree = (await store.ImportAsync(_source)).Root;
        Assert.True((await Sample.ReadChunksAsync(store.Blobs, (await store.EntriesAsync(tree))[0])).Count > NodeSplit.MaxItems);

        await store.ExportAsync(tree, _target);
        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(_target));
        Shell.Run(_target, "printf changed | dd of=large bs=1 seek=15000000 conv=notrunc status=none");
        await store.ExportAsync(tree, _target);

        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(_target));
    }

    [Theory]
    [InlineData("mkdir -p target/d; touch target/d/extra", "d/extra")]
    [InlineData("mkdir -p target; echo old > target/d", "d")]
    public async Task A_missing_node_in_the_middle_costs_nothing_that_is_there(string prepare, string kept)
    {
        await using TestStore whole = await TestStore.CreateAsync();
        await using TestStore damaged = await TestStore.CreateAsync();
        TreeEntry[] entries = [.. Enumerable.Range(0, 600).Select(number => Sample.Link($"{number:D3}", "to"))];
        TreeEntry inner = await whole.PutTreeAsync(entries);
        TreeEntry tree = await damaged.PutTreeAsync(inner with { Name = new EntryName("d") });
        DirectoryNode top = await TreeReader.ReadNodeAsync(whole.Blobs, DirectoryClaim.OfTop(inner), TreePath.Root, default);
        BlobId lost = top.Children[top.Count / 2].Id;
        foreach (BlobId id in top.Children.Select(child => child.Id).Append(inner.TreeId).Where(id => id != lost))
        {
            using System.Buffers.IMemoryOwner<byte> blob = await whole.Blobs.GetAsync(id, BlobKind.Tree);
            await damaged.PutBlobAsync(BlobKind.Tree, blob.Memory);
        }

        Shell.Run(_directory.Path, prepare);
        var exception = await Assert.ThrowsAsync<BlobNotFoundException>(() => damaged.ExportAsync(tree, _target));

        Assert.Equal(lost, exception.Id);
        Assert.True(File.Exists(Path.Combine(_target, kept)));
    }
}
