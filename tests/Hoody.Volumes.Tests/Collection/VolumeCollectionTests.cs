using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;
using Hoody.Testing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Collection;

/// <summary>What refs lead to stays, whatever trees it consists of; the rest goes.</summary>
public sealed class VolumeCollectionTests
{
    [Fact]
    public async Task Collecting_keeps_every_snapshot_that_has_a_ref_and_nothing_else()
    {
        using TempDirectory directory = new();
        await using TestStore store = await TestStore.CreateAsync();
        byte[] large = new byte[1 << 20];
        new Random(1).NextBytes(large);
        Directory.CreateDirectory(directory["tree/a/b/c"]);
        await File.WriteAllBytesAsync(directory["tree/a/large"], large);
        await File.WriteAllTextAsync(directory["tree/a/b/c/small"], "small");
        await File.WriteAllTextAsync(directory["tree/empty"], "");
        ImportResult kept = await CommitAsync(store, directory["tree"], "kept");

        new Random(2).NextBytes(large);
        await File.WriteAllBytesAsync(directory["tree/a/large"], large);
        await CommitAsync(store, directory["tree"], "dropped");
        long all = store.Blobs.GetStatistics().PlainBytes;
        await store.Blobs.Refs.DeleteAsync("dropped", 1);
        await CollectAsync(store.Volumes);

        Assert.InRange(store.Blobs.GetStatistics().PlainBytes, 1, all - (1 << 20));
        await store.ExportAsync(kept.Root, directory["back"]);
        new Random(1).NextBytes(large);
        Assert.Equal(large, await File.ReadAllBytesAsync(directory["back/a/large"]));
        Assert.Equal("small", await File.ReadAllTextAsync(directory["back/a/b/c/small"]));
        Assert.Empty((await store.Volumes.PlanCollectionAsync()).Packs);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Of_two_trees_that_share_what_they_like_the_one_with_a_ref_stays_whole(ModelTree kept, ModelTree dropped)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry keptRoot = await volume.PutAsync(kept);
        await volume.Blobs.Refs.UpdateAsync("kept", await volume.PutSnapshotAsync(keptRoot), 0);
        await volume.Blobs.Refs.UpdateAsync("dropped", await volume.PutSnapshotAsync(dropped), 0);
        await volume.Blobs.Refs.DeleteAsync("dropped", 1);
        await CollectAsync(volume.Store);
        await AssertHoldsAsync(volume, kept, keptRoot);

        // What the store believes to hold still, it must hold.
        await AssertHoldsAsync(volume, dropped, await volume.PutAsync(dropped));
    }

    [Property(Arbitrary = [typeof(ModelGenerators)], MaxTest = 30)]
    public async Task A_copy_outlives_its_source_and_heals_what_was_collected(ModelTree first, ModelTree second)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        TreeEntry root = await source.PutAsync(first);
        BlobId snapshot = await source.PutSnapshotAsync(root);
        await target.Blobs.Refs.UpdateAsync("other", await target.PutSnapshotAsync(second), 0);
        await target.Store.PullAsync(source.Store, [snapshot]);
        await CollectAsync(target.Store); // nothing points to the copy yet, and parts of it may remain
        await using (StorePin pin = await target.Blobs.PinAsync())
        {
            await target.Store.PullAsync(source.Store, [snapshot]);
            await target.Blobs.Refs.UpdateAsync("copy", snapshot, 0);
        }

        await CollectAsync(source.Store);
        Assert.Equal(0, source.Blobs.GetStatistics().Blobs);
        await CollectAsync(target.Store);
        await AssertHoldsAsync(target, first, root);
    }

    [Fact]
    public async Task The_parents_of_a_snapshot_are_not_kept_for_its_sake()
    {
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = await store.PutTreeAsync();
        BlobId parent = await store.Volumes.PutSnapshotAsync(new SnapshotRecord { Root = tree, CreatedTime = DateTimeOffset.UnixEpoch });
        BlobId child = await store.Volumes.PutSnapshotAsync(
            new SnapshotRecord { Root = tree, CreatedTime = DateTimeOffset.UnixEpoch, Parents = [parent] });
        await store.Blobs.Refs.UpdateAsync("a", child, 0);
        await CollectAsync(store.Volumes);
        Assert.False(store.Blobs.Contains(parent));
        Assert.Equal([parent], (await store.Volumes.GetSnapshotAsync(child)).Parents);
    }

    [Theory]
    [InlineData(BlobKind.Snapshot)]
    [InlineData(BlobKind.Tree)]
    [InlineData(BlobKind.ChunkList)]
    public async Task A_live_blob_that_is_not_what_its_kind_says_stops_the_collection(BlobKind kind)
    {
        await using TestStore store = await TestStore.CreateAsync();
        await store.PutBlobAsync(BlobKind.Chunk, new byte[10]);
        await store.Blobs.Refs.UpdateAsync("a", await store.PutBlobAsync(kind, new byte[] { 1, 2, 3 }), 0);
        await Assert.ThrowsAsync<CorruptDataException>(() => store.Volumes.PlanCollectionAsync());
    }

    private static async Task CollectAsync(VolumeStore volumes)
    {
        CollectionPlan plan = await volumes.PlanCollectionAsync();
        await plan.ApplyAsync();
    }

    private static async Task AssertHoldsAsync(MemoryVolume volume, ModelTree expected, TreeEntry root) =>
        Assert.Equal(expected.Flatten(), (await ModelTree.LoadAsync(volume.Blobs, root)).Flatten());

    private static async Task<ImportResult> CommitAsync(TestStore store, string directory, string name)
    {
        await using StorePin pin = await store.Blobs.PinAsync();
        ImportResult import = await store.ImportAsync(directory);
        BlobId snapshot = await store.Volumes.PutSnapshotAsync(
            new SnapshotRecord { Root = import.Root, CreatedTime = DateTimeOffset.UnixEpoch });
        await store.Blobs.Refs.UpdateAsync(name, snapshot, 0);
        return import;
    }
}
