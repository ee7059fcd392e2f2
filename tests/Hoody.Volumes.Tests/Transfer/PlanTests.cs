using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>A plan tells what the transfer then does; a transfer that was run has nothing left to do.</summary>
public sealed class PlanTests
{
    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task What_is_planned_is_what_moves(ModelTree first, ModelTree second)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await target.PutSnapshotAsync(first);
        BlobId[] snapshots = [await source.PutSnapshotAsync(second), await source.PutSnapshotAsync(first)];
        long before = target.Blobs.GetStatistics().Blobs;

        TransferPlan plan = await target.Store.PlanPullAsync(source.Store, snapshots);
        Assert.Equal(before, target.Blobs.GetStatistics().Blobs);
        TransferResult result = await target.Store.PullAsync(source.Store, snapshots);

        Assert.Equal(
            (result.BlobsTransferred, result.BytesTransferred, result.WireBytes, result.RoundTrips),
            (plan.ChunksNew + plan.NodesNew, plan.BytesNew, plan.WireBytes, plan.RoundTrips));
        Assert.Equal(snapshots[0] == snapshots[1] ? FilesOf(first) : FilesOf(first) + FilesOf(second), plan.FilesNew + plan.FilesChanged + plan.FilesReused);
        Assert.Equal(plan, TransferPlan.FromJson(plan.ToJson()));
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task What_is_held_takes_one_round_trip_and_few_bytes(ModelTree tree)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(tree);
        await target.Store.PullAsync(source.Store, [snapshot]);

        TransferResult result = await target.Store.PullAsync(source.Store, [snapshot]);

        Assert.Equal((0, 1), (result.BlobsTransferred, result.RoundTrips));
        Assert.True(result.BytesReceived + result.BytesSent < 400);
    }

    [Fact]
    public async Task Round_trips_grow_with_the_depth_and_not_with_the_files()
    {
        TransferResult few = await PullAsync(filesPerDirectory: 1);
        TransferResult many = await PullAsync(filesPerDirectory: 100);

        // The greeting, the snapshot, four directories, and their files' chunks.
        Assert.Equal(7, few.RoundTrips);
        Assert.Equal(few.RoundTrips, many.RoundTrips);
    }

    [Fact]
    public async Task An_estimate_of_time_follows_from_a_rate()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });

        TransferPlan plan = await target.Store.PlanPullAsync(source.Store, [snapshot]);

        Assert.Equal(TimeSpan.FromSeconds(2), plan.EstimateTime(plan.WireBytes / 2.0));
        Assert.Equal(TimeSpan.FromSeconds(2 + (plan.RoundTrips * 3)), plan.EstimateTime(plan.WireBytes / 2.0, TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.MaxValue, plan.EstimateTime(double.Epsilon));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.EstimateTime(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.EstimateTime(1, TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public async Task A_push_makes_refs_there_and_tells_their_generations()
    {
        await using LinkedPair pair = await LinkedPair.CreateAsync();
        BlobId first = await pair.Source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        BlobId second = await pair.Source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") with { Mode = 0x1C0 } });
        await pair.Target.Blobs.Refs.UpdateAsync("b", await pair.Target.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") }), 0);

        TransferReceipt? receipt = await pair.TryPushAsync(
            new FaultyLink(LinkFault.Fragment, -1, isFromFar: false),
            new TransferRoot(first) { RefName = "a" },
            new TransferRoot(second) { RefName = "b", ExpectedGeneration = 1 },
            new TransferRoot(second));

        Assert.Equal([1, 2, 0], receipt?.RefGenerations);
        Assert.Equal(second, (await pair.Target.Blobs.Refs.GetAsync("b"))?.Target);
    }

    private static long FilesOf(ModelTree tree) => tree.Entry.Type == EntryType.File ? 1 : tree.Children.Sum(FilesOf);

    private static async Task<TransferResult> PullAsync(int filesPerDirectory)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        ModelTree tree = new() { Entry = Sample.Directory("") };
        for (int depth = 3; depth >= 0; depth--)
        {
            IEnumerable<ModelTree> files = Enumerable.Range(0, filesPerDirectory).Select(i => File($"f{i:D3}", [(byte)depth, (byte)i]));
            tree = new ModelTree { Entry = Sample.Directory(depth == 0 ? "" : "d"), Children = depth == 3 ? [.. files] : [tree, .. files] };
        }

        return await target.Store.PullAsync(source.Store, [await source.PutSnapshotAsync(tree)]);
    }

    private static ModelTree File(string name, byte[] data) => new() { Entry = Sample.File(name) with { Length = data.Length }, Data = data };
}
