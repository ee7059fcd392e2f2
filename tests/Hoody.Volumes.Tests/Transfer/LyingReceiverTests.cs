using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>What a store that serves refuses: receivers that break the rules, and whoever asks for what is not allowed.</summary>
public sealed class LyingReceiverTests
{
    private static readonly TransferPolicy _pulls = new() { AllowPull = true };

    [Fact]
    public Task More_wants_than_the_sender_lets_be_open_are_refused() => AssertRefusedAsync<TransferProtocolException>(
        TransferError.Protocol,
        async (peer, snapshot) =>
        {
            await GreetAsync(peer, snapshot);

            // Not answered one by one: the first is read while the others arrive.
            BlobId[] ids = [.. Enumerable.Repeat(snapshot, TransferLimits.MaxIdsPerWant)];
            byte[] want = new WantFrame(BlobKind.Snapshot, IsForLengths: false, ids).Encode().ToArray();
            for (int i = 0; i < 64; i++)
            {
                await peer.SendAsync(FrameType.Want, want);
            }
        });

    [Theory]
    [InlineData(0, 0, 1)] // no kind
    [InlineData(5, 0, 1)]
    [InlineData(1, 2, 1)] // no mode
    [InlineData(1, 0, 0)] // nothing
    [InlineData(1, 0, 2)] // more than there is
    public Task A_want_that_is_none_is_refused(byte kind, byte mode, byte count) => AssertRefusedAsync<TransferProtocolException>(
        TransferError.Protocol,
        async (peer, snapshot) =>
        {
            await GreetAsync(peer, snapshot);
            await peer.SendAsync(FrameType.Want, (byte[])[kind, mode, count, 0, .. new byte[32]]);
        });

    [Theory]
    [InlineData(0, 0)] // no root
    [InlineData(1, 16)] // 4,097 of them
    [InlineData(1, 0)] // one that is not there
    public Task An_ask_that_is_none_is_refused(byte low, byte high) => AssertRefusedAsync<TransferProtocolException>(
        TransferError.Protocol,
        async (peer, _) =>
        {
            await peer.SendAsync(FakePeer.Receiver);
            await peer.SendAsync(FrameType.Ask, (byte[])[low, high]);
        });

    [Fact]
    public Task A_receipt_for_other_roots_is_refused() => AssertRefusedAsync<TransferProtocolException>(
        TransferError.Protocol,
        async (peer, snapshot) =>
        {
            await GreetAsync(peer, snapshot);
            await peer.SendAsync(FrameType.Receipt, ReceiptFrame.Encode(new TransferReceipt(0, 0, [0, 0])));
        });

    [Fact]
    public Task A_blob_that_is_not_there_is_named() => AssertRefusedAsync<BlobNotFoundException>(
        TransferError.NotFound,
        async (peer, snapshot) =>
        {
            await GreetAsync(peer, snapshot);
            await peer.SendWantAsync(BlobKind.Chunk, Sample.Id(3));
        });

    [Fact]
    public Task A_ref_that_is_not_there_is_named() => AssertRefusedAsync<TransferException>(
        TransferError.NotFound, (peer, _) => peer.AskAsync(new TransferRequest("nothing")));

    [Fact]
    public Task What_no_ref_can_be_called_is_refused() => AssertRefusedAsync<TransferException>(
        TransferError.Refused, (peer, _) => peer.AskAsync(new TransferRequest("../x")));

    [Fact]
    public Task A_pull_that_is_not_allowed_is_refused() => AssertRefusedAsync<TransferException>(
        TransferError.Refused, (peer, snapshot) => peer.AskAsync(new TransferRequest(snapshot)), new TransferPolicy { AllowPush = true });

    [Fact]
    public Task A_push_that_is_not_allowed_is_refused() => AssertRefusedAsync<TransferException>(
        TransferError.Refused, (peer, snapshot) => OfferAsync(peer, new TransferRoot(snapshot)));

    [Fact]
    public Task A_ref_that_a_push_may_not_make_is_refused() => AssertRefusedAsync<TransferException>(
        TransferError.Refused,
        (peer, snapshot) => OfferAsync(peer, new TransferRoot(snapshot) { RefName = "others/web" }),
        new TransferPolicy { AllowPush = true, AllowRef = name => name.StartsWith("mine/", StringComparison.Ordinal) });

    [Fact]
    public Task A_ref_that_is_not_as_expected_is_refused_before_anything_moves() => AssertRefusedAsync<TransferException>(
        TransferError.RefConflict,
        (peer, _) => OfferAsync(peer, new TransferRoot(Sample.Id(5)) { RefName = "held" }),
        new TransferPolicy { AllowPush = true, AllowRef = _ => true });

    private static async Task GreetAsync(FakePeer peer, BlobId snapshot)
    {
        await peer.AskAsync(new TransferRequest(snapshot));
        await peer.ExpectAsync(FrameType.Hello);
        await peer.ExpectAsync(FrameType.Offer);
    }

    private static async Task OfferAsync(FakePeer peer, TransferRoot root)
    {
        await peer.SendAsync(FakePeer.Sender);
        await peer.SendAsync(FrameType.Offer, RootFrames.EncodeOffer([root]));
    }

    private static async Task AssertRefusedAsync<TException>(TransferError error, Func<FakePeer, BlobId, Task> ask, TransferPolicy? policy = null)
        where TException : Exception
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        await source.Blobs.Refs.UpdateAsync("held", snapshot, 0);
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task serving = source.Store.ServeTransferAsync(end, policy ?? _pulls);

        await ask(peer, snapshot);

        Assert.Equal(error, (await peer.ExpectErrorAsync()).Error);
        await Assert.ThrowsAsync<TException>(() => serving);
        Assert.Equal(1, (await source.Blobs.Refs.GetAsync("held"))?.Generation);
    }
}
