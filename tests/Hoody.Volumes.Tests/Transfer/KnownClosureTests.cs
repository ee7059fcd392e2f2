using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>What a transfer has walked, the next one does not walk again; what may have been lost meanwhile, it does.</summary>
public sealed class KnownClosureTests
{
    private const int Directories = 30;
    private const int FilesPerDirectory = 100;

    [Fact]
    public async Task A_tree_that_did_not_change_is_not_walked()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Tree());
        await target.Store.PullAsync(source.Store, [snapshot]);

        TransferResult result = await target.Store.PullAsync(source.Store, [snapshot]);

        Assert.Equal((0, 1), (result.BlobsTransferred, result.BlobsHeld)); // the snapshot's record, and nothing below it
    }

    [Fact]
    public async Task It_is_known_after_the_store_was_opened_again()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        MemoryBackend backend = new();
        BlobId snapshot = await source.PutSnapshotAsync(Tree());
        await using BlobStore first = await BlobStore.CreateAsync(backend);
        await new VolumeStore(first).PullAsync(source.Store, [snapshot]);

        await using BlobStore second = await BlobStore.OpenAsync(backend);
        TransferResult result = await new VolumeStore(second).PullAsync(source.Store, [snapshot]);

        Assert.Equal(1, result.BlobsHeld);
    }

    [Fact]
    public async Task Of_a_changed_tree_one_node_of_each_unchanged_directory_is_read()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await target.Store.PullAsync(source.Store, [await source.PutSnapshotAsync(Tree())]);

        TransferResult result = await target.Store.PullAsync(source.Store, [await source.PutSnapshotAsync(Tree(changed: 7))]);

        // The other directories; the other files of the changed one; and what its split nodes have in common.
        Assert.InRange(result.BlobsHeld, Directories - 1, Directories - 1 + FilesPerDirectory);
        Assert.Equal(source.Blobs.GetStatistics().Blobs, target.Blobs.GetStatistics().Blobs);
    }

    [Fact]
    public async Task After_a_collection_that_took_something_it_is_walked_and_healed()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Tree());
        await target.Store.PullAsync(source.Store, [snapshot]); // no ref: it is garbage from now on
        CollectionPlan plan = await target.Store.PlanCollectionAsync();
        Assert.NotEqual(0, (await plan.ApplyAsync()).PacksDeleted);

        TransferResult result = await target.Store.PullAsync(source.Store, [snapshot]);

        Assert.Equal(source.Blobs.GetStatistics().Blobs, result.BlobsTransferred);
        Assert.Empty((await target.Store.VerifyAsync()).Blobs);
    }

    [Fact]
    public async Task A_plan_makes_nothing_known()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Tree());

        await target.Store.PlanPullAsync(source.Store, [snapshot]);

        await using StorePin pin = await target.Blobs.PinAsync();
        Assert.Equal(0, (await target.Blobs.ReadClosuresAsync(pin)).Count);
    }

    [Fact]
    public async Task A_transfer_that_did_not_end_makes_nothing_known()
    {
        await using LinkedPair pair = await LinkedPair.CreateAsync();
        BlobId snapshot = await pair.Source.PutSnapshotAsync(Tree());

        Assert.Null(await pair.TryPullAsync(new FaultyLink(LinkFault.Cut, 100_000, isFromFar: true), new TransferRequest(snapshot)));

        await using StorePin pin = await pair.Target.Blobs.PinAsync();
        Assert.Equal(0, (await pair.Target.Blobs.ReadClosuresAsync(pin)).Count);
    }

    [Fact]
    public async Task A_known_directory_does_not_cover_a_lie_about_it()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        TreeEntry tree = await source.PutAsync(Tree());
        await target.Store.PullAsync(source.Store, [await source.PutSnapshotAsync(tree)]);
        TreeEntry[] entries = [tree with { Name = new EntryName("d"), Totals = tree.Totals with { Files = tree.Totals.Files + 1 } }];
        await source.PutBlobAsync(BlobKind.Tree, Sample.Encode(entries));
        BlobId lie = await source.PutRawSnapshotAsync(Sample.Directory("", entries));

        await Assert.ThrowsAsync<CorruptDataException>(() => target.Store.PullAsync(source.Store, [lie]));

        Assert.False(target.Blobs.Contains(lie));
    }

    private static ModelTree Tree(int? changed = null)
    {
        List<ModelTree> directories = [];
        for (int i = 0; i < Directories; i++)
        {
            List<ModelTree> files = [];
            for (int j = 0; j < FilesPerDirectory; j++)
            {
                byte[] data = [(byte)i, (byte)j, (byte)(i == changed && j == 0 ? 1 : 0)];
                files.Add(new ModelTree { Entry = Sample.File($"f{j:D2}") with { Length = data.Length }, Data = data });
            }

            directories.Add(new ModelTree { Entry = Sample.Directory($"d{i:D2}"), Children = [.. files] });
        }

        return new ModelTree { Entry = Sample.Directory(""), Children = [.. directories] };
    }
}
