using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Senders that send what nobody may send: the receiver ends that session with an error that has a type, and keeps nothing.</summary>
public sealed class LyingSenderTests
{
    private static readonly BlobId _root = Sample.Id(7);

    [Fact]
    public async Task Bytes_that_are_not_those_of_the_id_are_refused()
    {
        TransferError error = await PullAsync<CorruptDataException>(async peer =>
        {
            await peer.OfferAsync(_root);
            await peer.ExpectAsync(FrameType.Want);
            await peer.SendBlobAsync(0, "anything"u8.ToArray());
        });

        Assert.Equal(TransferError.Damaged, error);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(uint.MaxValue)]
    public async Task A_blob_that_was_not_wanted_is_refused(uint number)
    {
        await AssertProtocolErrorAsync(async peer =>
        {
            await peer.OfferAsync(_root);
            await peer.ExpectAsync(FrameType.Want);
            await peer.SendBlobAsync(number, "anything"u8.ToArray());
        });
    }

    [Fact]
    public Task A_blob_before_anything_was_wanted_is_refused() => AssertProtocolErrorAsync(async peer =>
    {
        await peer.SendAsync(FakePeer.Sender);
        await peer.SendBlobAsync(0, "anything"u8.ToArray());
    });

    [Fact]
    public Task Another_root_than_was_asked_for_is_refused() => AssertProtocolErrorAsync(peer => peer.OfferAsync(Sample.Id(8)));

    [Fact]
    public Task More_roots_than_were_asked_for_are_refused() => AssertProtocolErrorAsync(peer => peer.OfferAsync(_root, _root));

    [Fact]
    public Task Lengths_that_nobody_wanted_are_refused() => AssertProtocolErrorAsync(async peer =>
    {
        await peer.OfferAsync(_root);
        await peer.ExpectAsync(FrameType.Want);
        await peer.SendAsync(FrameType.Lengths, LengthsFrame.Encode([1]));
    });

    [Theory]
    [InlineData(0x05, 0xff, 0xff, 0xff)] // a blob of 16 MiB
    [InlineData(0x09, 0x01, 0x00, 0x00)] // a sign of life that says something
    [InlineData(0x00, 0x00, 0x00, 0x00)] // no type
    [InlineData(0x0a, 0x00, 0x00, 0x00)] // no known type
    public Task A_frame_beyond_its_limits_is_refused_by_its_head(byte type, byte low, byte middle, byte high) =>
        AssertProtocolErrorAsync(peer => peer.SendRawAsync(type, low, middle, high));

    [Fact]
    public Task A_frame_whose_check_fails_is_refused() =>
        AssertProtocolErrorAsync(peer => peer.SendRawAsync(0x09, 0, 0, 0, 0, 0, 0, 0));

    [Fact]
    public Task Signs_of_life_for_ever_are_refused() => AssertProtocolErrorAsync(async peer =>
    {
        for (int i = 0; i <= TransferLimits.MaxAliveInARow; i++)
        {
            await peer.SendAsync(FrameType.Alive, default);
        }
    });

    [Fact]
    public Task A_peer_in_the_same_role_is_refused() => AssertProtocolErrorAsync(peer => peer.SendAsync(FakePeer.Receiver));

    [Fact]
    public Task A_sender_that_takes_few_wants_is_refused() =>
        AssertProtocolErrorAsync(peer => peer.SendAsync(FakePeer.Sender with { MaxOpenWants = TransferLimits.MinOpenWants - 1 }));

    [Fact]
    public async Task Features_that_are_required_and_not_known_are_refused()
    {
        TransferError error = await PullAsync<TransferException>(peer => peer.SendAsync(FakePeer.Sender with { RequiredFeatures = 1 }));

        Assert.Equal(TransferError.UnsupportedVersion, error);
    }

    [Fact]
    public async Task Another_version_is_refused()
    {
        TransferError error = await PullAsync<TransferException>(peer =>
        {
            byte[] hello = FakePeer.Sender.Encode().ToArray();
            hello[3] = 2;
            return peer.SendAsync(FrameType.Hello, hello);
        });

        Assert.Equal(TransferError.UnsupportedVersion, error);
    }

    [Fact]
    public async Task A_store_that_cuts_files_in_another_way_is_refused()
    {
        TransferError error = await PullAsync<TransferException>(peer => peer.SendAsync(FakePeer.Sender with { Chunker = "fixed-4k" }));

        Assert.Equal(TransferError.Refused, error);
    }

    [Fact]
    public async Task A_peer_that_sends_a_byte_now_and_then_is_not_waited_for()
    {
        FakeTimeProvider clock = new();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task pull = target.Store.ReceiveAsync(end, [new TransferRequest(_root)], new TransferOptions { Time = clock });

        await peer.SendRawAsync((byte)FrameType.Blob, 0xff, 0xff, 0x00);
        while (!pull.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await peer.SendRawAsync(0);
        }

        TransferException failure = await Assert.ThrowsAsync<TransferException>(() => pull);
        Assert.Equal(TransferError.Idle, failure.Error);
    }

    [Fact]
    public async Task A_text_of_the_peer_has_no_control_characters()
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task pull = target.Store.ReceiveAsync(end, [new TransferRequest(_root)]);

        await peer.SendAsync(FrameType.Error, (byte[])[3, 0, .. "no\u001b[31m"u8]);

        TransferException failure = await Assert.ThrowsAsync<TransferException>(() => pull);
        Assert.True(failure.IsFromPeer);
        Assert.Equal(TransferError.NotFound, failure.Error);
        Assert.DoesNotContain('\u001b', failure.Message);
    }

    private static async Task AssertProtocolErrorAsync(Func<FakePeer, Task> lie)
    {
        TransferError error = await PullAsync<TransferProtocolException>(lie);

        Assert.Equal(TransferError.Protocol, error);
    }

    /// <returns>What the peer is told.</returns>
    private static async Task<TransferError> PullAsync<TException>(Func<FakePeer, Task> lie)
        where TException : Exception
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task pull = target.Store.ReceiveAsync(end, [new TransferRequest(_root) { RefName = "copy" }]);

        await lie(peer);

        await Assert.ThrowsAsync<TException>(() => pull);
        Assert.Equal(0, target.Blobs.GetStatistics().Blobs);
        Assert.Null(await target.Blobs.Refs.GetAsync("copy"));
        return (await peer.ExpectErrorAsync()).Error;
    }
}
