using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
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

    [Fact]
    public async Task A_ref_that_is_moved_while_all_arrives_is_a_conflict_of_the_transfer()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        BlobId other = await target.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") with { Mode = 0x1C0 } });
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
        Task serving = source.Store.ServeTransferAsync(far, new TransferPolicy { AllowPull = true });

        TransferException failure = await Assert.ThrowsAsync<TransferException>(
            () => target.Store.ReceiveAsync(near, [new TransferRequest(snapshot) { RefName = "copy" }], progress: new Mover(target.Blobs.Refs, other)));

        Assert.Equal(TransferError.RefConflict, failure.Error);
        Assert.Equal(other, (await target.Blobs.Refs.GetAsync("copy"))?.Target);
        Assert.True(target.Blobs.Contains(snapshot));
        Assert.Equal(TransferError.RefConflict, (await Assert.ThrowsAsync<TransferException>(() => serving)).Error);
    }

    /// <summary>Makes the ref while the transfer is under way.</summary>
    private sealed class Mover(RefStore refs, BlobId target) : IProgress<TransferProgress>
    {
        private bool _hasMoved;

        public void Report(TransferProgress value)
        {
            if (!_hasMoved)
            {
                _hasMoved = true;
                refs.UpdateAsync("copy", target, 0).Wait();
            }
        }
    }
}
