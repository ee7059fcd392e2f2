using System.Buffers;
using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>A session of which all is said: nothing that the other side still does, or fails to do, changes or keeps anything.</summary>
public sealed class EndedSessionTests
{
    // As when the other side always sends in time.
    private static readonly TransferOptions _stopped = new() { Time = new FakeTimeProvider() };

    [Fact]
    public async Task A_sender_that_goes_on_after_the_receipt_is_not_listened_to()
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId root = await target.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task<TransferResult> pull = target.Store.ReceiveAsync(end, [new TransferRequest(root) { RefName = "copy" }], _stopped);
        await peer.OfferAsync(root);
        await peer.ExpectAsync(FrameType.Receipt);

        await peer.SendBlobAsync(0, "more"u8.ToArray()); // and no end

        Assert.Equal([1], (await pull.WaitAsync(TimeSpan.FromMinutes(2))).RefGenerations);
    }

    [Fact]
    public async Task A_receiver_that_goes_on_after_its_receipt_is_not_listened_to()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId root = await source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task serving = source.Store.ServeTransferAsync(end, new TransferPolicy { AllowPull = true }, _stopped);
        await peer.AskAsync(new TransferRequest(root));
        await peer.SendAsync(FrameType.Receipt, ReceiptFrame.Encode(new TransferReceipt(0, 0, [0])));

        await peer.SendWantAsync(BlobKind.Snapshot, root); // and no end

        await serving.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task What_sessions_share_is_free_when_the_receipt_is_there()
    {
        TransferScheduler scheduler = new();
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId root = await source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task pull = target.Store.ReceiveAsync(end, [new TransferRequest(root)], new TransferOptions { Scheduler = scheduler });
        await peer.OfferAsync(root);
        await peer.ExpectAsync(FrameType.Want);
        await peer.SendBlobAsync(0, await ReadAsync(source, root, BlobKind.Snapshot));
        await peer.ExpectAsync(FrameType.Want);
        long before = scheduler.MemoryInUseBytes;
        await peer.SendBlobAsync(1, await ReadAsync(source, (await source.Store.GetSnapshotAsync(root)).Root.TreeId, BlobKind.Tree));

        await peer.ExpectAsync(FrameType.Receipt); // and the sender takes its time with the end

        Assert.NotEqual(0, before);
        Assert.Equal((0, 0), (scheduler.MemoryInUseBytes, scheduler.Deep.Taken));
        await peer.EndAsync();
        await pull;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receipt_that_cannot_be_sent_does_not_undo_what_was_done(bool isPlan)
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId root = await target.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        FailingOutput failing = new(end, new IOException("Broken pipe"), atFlush: 2); // the receipt's
        TransferRequest[] requests = [new TransferRequest(root) { RefName = "copy" }];
        Task working = isPlan ? target.Store.PlanReceiveAsync(failing, requests) : target.Store.ReceiveAsync(failing, requests);

        await peer.OfferAsync(root);
        await peer.EndAsync();

        await working;
        Assert.Equal(isPlan ? null : root, (await target.Blobs.Refs.GetAsync("copy"))?.Target);
    }

    private static async Task<byte[]> ReadAsync(MemoryVolume volume, BlobId id, BlobKind kind)
    {
        using IMemoryOwner<byte> blob = await volume.Blobs.GetAsync(id, kind);
        return blob.Memory.ToArray();
    }
}
