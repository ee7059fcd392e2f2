using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Split directories and lists: a pull brings all their nodes and nothing else, and a collection keeps them.</summary>
public sealed class LargeTreeTransferTests
{
    private static readonly ModelTree _tree = Large(seed: 1);

    [Fact]
    public async Task A_pull_brings_every_node_and_nothing_else()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(_tree);
        long needed = source.Blobs.GetStatistics().Blobs;
        await source.PutSnapshotAsync(Large(seed: 2));

        TransferResult result = await target.Store.PullAsync(source.Store, [snapshot]);

        Assert.Equal(needed, result.BlobsTransferred);
        Assert.Equal(needed, target.Blobs.GetStatistics().Blobs);
        await AssertHoldsAsync(target, snapshot);
    }

    [Fact]
    public async Task A_pull_of_a_changed_tree_brings_what_changed()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await target.PutSnapshotAsync(new ModelTree { Entry = _tree.Entry, Children = [_tree.Children[0], .. _tree.Children.Skip(2)] });
        long before = target.Blobs.GetStatistics().Blobs;
        BlobId snapshot = await source.PutSnapshotAsync(_tree);

        TransferResult result = await target.Store.PullAsync(source.Store, [snapshot]);

        // The snapshot, a leaf or two around the new name, and the index above them: the chunk is another file's as well.
        Assert.InRange(result.BlobsTransferred, 3, 4);
        Assert.Equal(before + result.BlobsTransferred, target.Blobs.GetStatistics().Blobs);
        await AssertHoldsAsync(target, snapshot);
    }

    [Fact]
    public async Task A_collection_keeps_every_node_and_nothing_else()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        BlobId snapshot = await volume.PutSnapshotAsync(_tree);
        long needed = volume.Blobs.GetStatistics().Blobs;
        await volume.Blobs.Refs.UpdateAsync("kept", snapshot, 0);
        await volume.PutSnapshotAsync(Large(seed: 2));

        CollectionPlan plan = await volume.Store.PlanCollectionAsync();
        await plan.ApplyAsync();

        Assert.Equal(needed, volume.Blobs.GetStatistics().Blobs);
        await AssertHoldsAsync(volume, snapshot);
    }

    [Fact]
    public async Task A_verification_misses_a_node_in_the_middle_and_heals_it()
    {
        await using MemoryVolume whole = await MemoryVolume.CreateAsync();
        await using MemoryVolume damaged = await MemoryVolume.CreateAsync();
        BlobId snapshot = await whole.PutSnapshotAsync(_tree);
        TreeEntry root = (await whole.Store.GetSnapshotAsync(snapshot)).Root;
        DirectoryNode top = await TreeReader.ReadNodeAsync(whole.Blobs, DirectoryClaim.OfTop(root), TreePath.Root, default);
        await damaged.PutRawSnapshotAsync(root);
        await damaged.Blobs.Refs.UpdateAsync("hit", snapshot, 0);
        using (System.Buffers.IMemoryOwner<byte> node = await whole.Blobs.GetAsync(root.TreeId, BlobKind.Tree))
        {
            await damaged.PutBlobAsync(BlobKind.Tree, node.Memory);
        }

        VerificationReport report = await damaged.Store.VerifyAsync();
        Assert.Equal(top.Children.Select(child => child.Id).Order(), report.Blobs.Select(blob => blob.Id).Order());
        await damaged.Store.HealAsync(report, whole.Store);

        await AssertHoldsAsync(damaged, snapshot);
    }

    private static async Task AssertHoldsAsync(MemoryVolume volume, BlobId snapshot)
    {
        SnapshotRecord record = await volume.Store.GetSnapshotAsync(snapshot);
        ModelTree held = await ModelTree.LoadAsync(volume.Blobs, record.Root);

        Assert.Equal(_tree.Flatten(), held.Flatten());
        Assert.Equal(_tree.Children.Select(child => child.Data), held.Children.Select(child => child.Data));
    }

    /// <summary>A directory of 3,000 files, the first of which has a thousand chunks.</summary>
    private static ModelTree Large(int seed)
    {
        byte[] data = new byte[3_000];
        new Random(seed).NextBytes(data);
        ModelTree file = new() { Entry = Sample.File("!long") with { Length = data.Length }, Data = data };
        return new ModelTree
        {
            Entry = Sample.Directory(""),
            Children = [file, .. Enumerable.Range(0, 3_000).Select(number => Small($"{seed}-{number:D4}"))],
        };
    }

    private static ModelTree Small(string name) =>
        new() { Entry = Sample.File(name, name[^2..]), Data = System.Text.Encoding.ASCII.GetBytes(name[^2..]) };
}
