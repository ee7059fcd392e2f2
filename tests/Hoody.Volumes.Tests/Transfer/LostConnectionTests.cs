using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Connections that take no more: the session ends with what the other side said last, and else with the loss, however the connection tells of it.</summary>
public sealed class LostConnectionTests
{
    public static TheoryData<Exception> Failures() =>
    [
        new IOException("Broken pipe"),
        new OperationCanceledException("The request was reset."), // as HTTP's body of a request
        new HttpRequestException("The server is shutting down."),
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_the_other_side_said_last_is_told_and_not_that_it_reads_no_more(Exception failure)
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task pull = target.Store.ReceiveAsync(new FailingOutput(end, failure, atFlush: 2), [new TransferRequest(Sample.Id(7))]);
        await peer.OfferAsync(Sample.Id(7));

        await peer.SendAsync(FrameType.Error, (byte[])[(byte)TransferError.NotFound, 0, .. "gone"u8]);

        TransferException reason = await Assert.ThrowsAsync<TransferException>(() => pull);
        Assert.Equal((TransferError.NotFound, true), (reason.Error, reason.IsFromPeer));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_connection_that_ends_without_a_word_is_lost(Exception failure)
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
        await far.Output.CompleteAsync();

        TransferException lost = await Assert.ThrowsAsync<TransferException>(
            () => target.Store.ReceiveAsync(new FailingOutput(near, failure, atFlush: 1), [new TransferRequest(Sample.Id(7))]));

        Assert.Equal((TransferError.ConnectionLost, false), (lost.Error, lost.IsFromPeer));
        Assert.Same(failure, lost.InnerException);
    }

    [Fact]
    public async Task That_a_connection_was_lost_is_not_sent_over_it()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task serving = source.Store.ServeTransferAsync(end, new TransferPolicy { AllowPull = true });
        await peer.AskAsync(new TransferRequest(snapshot));

        await peer.EndAsync(); // and reads on

        await peer.ExpectAsync(FrameType.Hello);
        await peer.ExpectAsync(FrameType.Offer);
        TransferException silence = await Assert.ThrowsAsync<TransferException>(() => peer.ExpectErrorAsync());
        Assert.Equal((TransferError.ConnectionLost, false), (silence.Error, silence.IsFromPeer));
        Assert.Equal(TransferError.ConnectionLost, (await Assert.ThrowsAsync<TransferException>(() => serving)).Error);
    }

    [Fact]
    public async Task A_connection_that_its_owner_has_ended_is_lost()
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
        await near.Output.CompleteAsync();
        await far.Output.CompleteAsync();

        TransferException lost = await Assert.ThrowsAsync<TransferException>(() => target.Store.ReceiveAsync(near, [new TransferRequest(Sample.Id(7))]));

        Assert.Equal(TransferError.ConnectionLost, lost.Error);
    }
}
