using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>The refs that a transfer makes: all of them, or an error that says which was in the way.</summary>
public sealed class RootRefTests
{
    [Fact]
    public async Task A_ref_to_two_snapshots_is_refused_before_it_points_to_one()
    {
        await using LinkedPair pair = await LinkedPair.CreateAsync();
        BlobId one = await pair.Source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        BlobId other = await pair.Source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") with { Mode = 0x1C0 } });

        Assert.Null(await pair.TryPullAsync(
            new FaultyLink(LinkFault.Fragment, -1, isFromFar: true), new TransferRequest(one) { RefName = "copy" }, new TransferRequest(other) { RefName = "copy" }));
        Assert.Null(await pair.TryPushAsync(
            new FaultyLink(LinkFault.Fragment, -1, isFromFar: true), new TransferRoot(one) { RefName = "copy" }, new TransferRoot(other) { RefName = "copy" }));

        Assert.Null(await pair.Target.Blobs.Refs.GetAsync("copy"));
        Assert.Equal(0, pair.Target.Blobs.GetStatistics().Blobs);
    }

    [Fact]
    public async Task A_ref_to_one_snapshot_may_be_named_twice()
    {
        await using LinkedPair pair = await LinkedPair.CreateAsync();
        BlobId snapshot = await pair.Source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        TransferRequest request = new(snapshot) { RefName = "copy" };

        TransferResult? result = await pair.TryPullAsync(new FaultyLink(LinkFault.Fragment, -1, isFromFar: true), request, request);

        Assert.Equal([1, 1], result?.RefGenerations);
    }
}
