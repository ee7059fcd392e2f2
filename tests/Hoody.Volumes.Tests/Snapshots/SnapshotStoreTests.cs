using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Snapshots;

public sealed class SnapshotStoreTests
{
    [Fact]
    public async Task A_stored_snapshot_is_read_back()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        SnapshotRecord snapshot = new()
        {
            Root = await volume.PutAsync(new ModelTree { Entry = Sample.Directory("") }),
            CreatedTime = DateTimeOffset.UnixEpoch,
            Parents = [Sample.Id(1)],
            Labels = new Dictionary<string, string> { ["name"] = "nightly" },
        };

        BlobId id = await volume.Store.PutSnapshotAsync(snapshot);

        Assert.Equal(snapshot, await volume.Store.GetSnapshotAsync(id));
        Assert.True(volume.Blobs.Contains(id));
    }

    [Fact]
    public async Task A_snapshot_of_a_tree_that_is_not_there_is_refused()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        await Assert.ThrowsAsync<BlobNotFoundException>(() => volume.PutSnapshotAsync(Sample.Directory("", Sample.File("a"))));

        Assert.Equal(0, volume.Blobs.GetStatistics().Blobs);
    }

    [Fact]
    public async Task A_snapshot_whose_root_contradicts_its_tree_is_refused()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = await volume.PutAsync(new ModelTree { Entry = Sample.Directory("") });

        await Assert.ThrowsAsync<CorruptDataException>(() => volume.PutSnapshotAsync(root with { Totals = new TreeTotals(1, 0, 0, 0) }));
    }

    [Fact]
    public async Task A_blob_of_another_kind_is_not_a_snapshot()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry root = await volume.PutAsync(new ModelTree { Entry = Sample.Directory("") });

        await Assert.ThrowsAsync<CorruptDataException>(() => volume.Store.GetSnapshotAsync(root.TreeId));
    }

    [Fact]
    public async Task A_damaged_record_is_named_by_its_id()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        BlobId id = await volume.PutBlobAsync(BlobKind.Snapshot, "HSN\u0001nonsense"u8.ToArray());

        var exception = await Assert.ThrowsAsync<CorruptDataException>(() => volume.Store.GetSnapshotAsync(id));

        Assert.Equal($"snapshot {id}", exception.What);
    }
}
