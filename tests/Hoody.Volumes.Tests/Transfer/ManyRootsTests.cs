using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>A container and its snapshots in one session.</summary>
public sealed class ManyRootsTests
{
    [Fact]
    public async Task What_roots_have_in_common_moves_once_and_they_wait_for_each_other_as_one_does()
    {
        await using LinkedPair pair = await LinkedPair.CreateAsync();
        await using MemoryVolume single = await MemoryVolume.CreateAsync();
        BlobId[] snapshots = await PutAsync(pair.Source, count: 20);
        TransferRequest[] requests = [.. snapshots.Select((snapshot, i) => new TransferRequest(snapshot) { RefName = $"copy/{i}" })];

        TransferResult? result = await pair.TryPullAsync(new FaultyLink(LinkFault.Fragment, -1, isFromFar: true), requests);
        TransferResult alone = await single.Store.PullAsync(pair.Source.Store, [snapshots[0]]);

        Assert.NotNull(result);
        Assert.Equal(pair.Source.Blobs.GetStatistics().Blobs, result.BlobsTransferred);
        Assert.Equal(alone.RoundTrips, result.RoundTrips);
        Assert.Equal(Enumerable.Repeat(1L, snapshots.Length), result.RefGenerations);
        for (int i = 0; i < snapshots.Length; i++)
        {
            Assert.Equal(snapshots[i], (await pair.Target.Blobs.Refs.GetAsync($"copy/{i}"))?.Target);
        }

        Assert.True((await pair.Target.Store.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task One_root_that_is_not_there_ends_the_session_before_any_moves()
    {
        await using LinkedPair pair = await LinkedPair.CreateAsync();
        BlobId[] snapshots = await PutAsync(pair.Source, count: 2);

        Assert.Null(await pair.TryPullAsync(
            new FaultyLink(LinkFault.Fragment, -1, isFromFar: true),
            new TransferRequest(snapshots[0]) { RefName = "a" },
            new TransferRequest(Sample.Id(9)),
            new TransferRequest(snapshots[1])));

        Assert.Equal(0, pair.Target.Blobs.GetStatistics().Blobs);
        Assert.Null(await pair.Target.Blobs.Refs.GetAsync("a"));
    }

    private static async Task<BlobId[]> PutAsync(MemoryVolume volume, int count)
    {
        var snapshots = new BlobId[count];
        for (int i = 0; i < count; i++)
        {
            ModelTree same = new() { Entry = Sample.Directory("same"), Children = [File("a", 1), File("b", 2)] };
            snapshots[i] = await volume.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory(""), Children = [File("f", (byte)(10 + i)), same] });
        }

        return snapshots;
    }

    private static ModelTree File(string name, byte content) => new() { Entry = Sample.File(name) with { Length = 1 }, Data = [content] };
}
