using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Directories below each other, more than any stack of calls could hold.</summary>
public sealed class DeepChainTests
{
    private static readonly int s_depth = LongForm.Choose(100_000, 1_000_000);

    [Fact]
    public async Task Every_walk_ends_in_a_typed_error_and_collection_and_verification_come_to_the_end()
    {
        using TempDirectory directory = new();
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await using MemoryVolume other = await MemoryVolume.CreateAsync();
        TreeEntry root = await DeepTree.PutChainAsync(volume, s_depth);
        BlobId snapshot = await volume.PutSnapshotAsync(root);
        await volume.Blobs.Refs.UpdateAsync("deep", snapshot, 0);

        await Assert.ThrowsAsync<FileTreeException>(() => volume.Store.ExportAsync(root, directory["target"]));
        await Assert.ThrowsAsync<FileTreeException>(() => other.Store.PullAsync(volume.Store, [snapshot]));
        TreeEntry empty = await volume.PutAsync(new ModelTree { Entry = Sample.Directory("") });
        await Assert.ThrowsAsync<FileTreeException>(() => volume.CollectAsync(volume.Store.DiffAsync(empty, root)));
        await Assert.ThrowsAsync<FileTreeException>(() => volume.CollectAsync(volume.Store.DiffAsync(root, empty)));

        Assert.Empty((await volume.Store.PlanCollectionAsync()).Packs);
        Assert.True((await volume.Store.VerifyAsync()).IsSound);
        Assert.Equal(s_depth, root.Totals.Directories);
    }
}
