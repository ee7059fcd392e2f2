using System.Buffers;
using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Senders that tell other lengths than they were asked for: the plan ends with an error that has a type.</summary>
public sealed class LyingPlanTests
{
    private static readonly byte[] _node = Sample.Encode([Sample.File("a", "data")]);

    [Theory]
    [InlineData()]
    [InlineData(4, 4)]
    [InlineData(5)] // more than the chunk has
    public Task Lengths_that_cannot_be_are_refused(params int[] lengths) =>
        AssertRefusedAsync(peer => peer.SendAsync(FrameType.Lengths, LengthsFrame.Encode([.. lengths])));

    [Fact]
    public Task A_length_of_which_a_byte_is_missing_is_refused() => AssertRefusedAsync(peer => peer.SendAsync(FrameType.Lengths, new byte[2]));

    [Fact]
    public Task A_chunk_in_place_of_its_length_is_refused() => AssertRefusedAsync(peer => peer.SendBlobAsync(2, "data"u8.ToArray()));

    private static async Task AssertRefusedAsync(Func<FakePeer, Task> lie)
    {
        ArrayBufferWriter<byte> snapshot = new();
        SnapshotCodec.Encode(new SnapshotRecord { Root = Sample.Directory("", Sample.File("a", "data")), CreatedTime = DateTimeOffset.UnixEpoch }, snapshot);
        BlobId root = BlobId.Compute(BlobKind.Snapshot, snapshot.WrittenSpan);
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task planning = target.Store.PlanReceiveAsync(end, [new TransferRequest(root)]);
        await peer.OfferAsync(root);
        await peer.ExpectAsync(FrameType.Want);
        await peer.SendBlobAsync(0, snapshot.WrittenSpan.ToArray());
        await peer.ExpectAsync(FrameType.Want);
        await peer.SendBlobAsync(1, _node);
        await peer.ExpectAsync(FrameType.Want);

        await lie(peer);

        await Assert.ThrowsAsync<TransferProtocolException>(() => planning);
        Assert.Equal(TransferError.Protocol, (await peer.ExpectErrorAsync()).Error);
        Assert.Equal(0, target.Blobs.GetStatistics().Blobs);
    }
}
