using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Transfers that share a rate, by a clock that goes on when nothing else does.</summary>
public sealed class TransferRateTests
{
    private const long BytesPerSecond = TransferSchedulerOptions.MinBytesPerSecond;

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_more_passes_than_the_rate(bool isSenderThatKeepsIt)
    {
        JumpingTime clock = new();
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Sampled(filesPerDirectory: 4, fileBytes: 250_000));
        TransferOptions slow = new() { Scheduler = SchedulerOf(clock) };
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();

        Task serving = source.Store.ServeTransferAsync(far, new TransferPolicy { AllowPull = true }, isSenderThatKeepsIt ? slow : null);
        TransferResult result = await target.Store.ReceiveAsync(near, [new TransferRequest(snapshot)], isSenderThatKeepsIt ? null : slow);
        await serving;

        // The first second's worth passes at once, and a timer knows no less than a millisecond.
        Assert.Equal(result.BytesReceived, isSenderThatKeepsIt ? slow.Scheduler.BytesSent : slow.Scheduler.BytesReceived);
        Assert.True(result.BytesReceived > 1_000_000);
        Assert.InRange(clock.Elapsed.TotalSeconds, (result.BytesReceived / (double)BytesPerSecond) - 1.01, result.BytesReceived / (double)BytesPerSecond);
    }

    [Fact]
    public async Task Who_has_the_higher_priority_is_done_first()
    {
        TransferScheduler scheduler = SchedulerOf(_clock);
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Sampled(filesPerDirectory: 30, fileBytes: 20_000));
        await using MemoryVolume one = await MemoryVolume.CreateAsync();
        await using MemoryVolume other = await MemoryVolume.CreateAsync();

        Task low = PullAsync(one, TransferPriority.Low);
        Task high = PullAsync(other, TransferPriority.High);
        await LetTimePassAsync(_clock, high, () => scheduler.WaitingToSend == 2);
        bool isLowDone = low.IsCompleted;
        await LetTimePassAsync(_clock, low);

        Assert.False(isLowDone);

        Task PullAsync(MemoryVolume target, TransferPriority priority)
        {
            TransferOptions options = new() { Scheduler = scheduler, Priority = priority };
            (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
            return Task.WhenAll(
                source.Store.ServeTransferAsync(far, new TransferPolicy { AllowPull = true }, options),
                target.Store.ReceiveAsync(near, [new TransferRequest(snapshot)]));
        }
    }

    [Fact]
    public async Task Who_waits_for_its_rate_does_not_keep_the_other_side_waiting()
    {
        FakeTimeProvider stopped = new();
        TransferOptions slow = new() { Scheduler = SchedulerOf(stopped), Time = _clock };
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Sampled(filesPerDirectory: 4, fileBytes: 50_000));
        FaultyLink link = new(LinkFault.Fragment, -1, isFromFar: false);
        Task carrying = link.RunAsync();
        Task serving = source.Store.ServeTransferAsync(link.Far, new TransferPolicy { AllowPull = true }, slow);
        Task pull = target.Store.ReceiveAsync(link.Near, [new TransferRequest(snapshot)], slow with { Scheduler = null });

        // Ten times as long as the other side waits: both show life, and nothing else happens.
        for (int i = 0; i < 40; i++)
        {
            (long near, long far) = (link.BytesFromNear, link.BytesFromFar);
            _clock.Advance(TimeSpan.FromSeconds(14));
            for (long turn = 1; link.BytesFromNear == near || link.BytesFromFar == far; turn++)
            {
                Assert.False(pull.IsCompleted || serving.IsCompleted);
                await Task.Yield();
                _clock.Advance(turn % 20_000 == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
            }
        }

        // What passes in one second, and what came last.
        Assert.False(pull.IsCompleted || serving.IsCompleted);
        Assert.InRange(link.BytesFromFar, 50_000, BytesPerSecond + 51_000);
        await LetTimePassAsync(stopped, Task.WhenAll(pull, serving, carrying));
    }

    [Fact]
    public async Task A_peer_that_wants_and_reads_nothing_is_given_up()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Sampled(filesPerDirectory: 1, fileBytes: 60_000));
        BlobId chunk = await FindChunkAsync(source, snapshot);
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task serving = source.Store.ServeTransferAsync(end, new TransferPolicy { AllowPull = true }, new TransferOptions { Time = _clock });
        await peer.AskAsync(new TransferRequest(snapshot));
        await peer.SendWantAsync(BlobKind.Chunk, [.. Enumerable.Repeat(chunk, 1_000)]);

        TransferException failure = await Assert.ThrowsAsync<TransferException>(() => LetTimePassAsync(_clock, serving));
        Assert.Equal(TransferError.Idle, failure.Error);
    }

    private static TransferScheduler SchedulerOf(TimeProvider clock) => new(new TransferSchedulerOptions { BytesPerSecond = BytesPerSecond, Time = clock });

    private static ModelTree Sampled(int filesPerDirectory, int fileBytes) => TransferSchedulerTests.Sampled(seed: 1, directories: 1, filesPerDirectory, fileBytes);

    /// <summary>Advances a clock until work has ended.</summary>
    /// <param name="clock">The clock, in steps shorter than any timeout, so that each is met while something is going on.</param>
    /// <param name="work">The work.</param>
    /// <param name="isWaiting">Whether all wait that are going to; what does not come is not waited for for ever.</param>
    private static async Task LetTimePassAsync(FakeTimeProvider clock, Task work, Func<bool>? isWaiting = null)
    {
        for (long turn = 1; !work.IsCompleted; turn++)
        {
            await Task.Yield();
            if (turn % 20_000 == 0 || (turn % 100 == 0 && (isWaiting is null || isWaiting())))
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        await work;
    }

    private static async Task<BlobId> FindChunkAsync(MemoryVolume volume, BlobId snapshot)
    {
        TreeEntry directory = (await Sample.ReadDirectoryAsync(volume.Blobs, (await volume.Store.GetSnapshotAsync(snapshot)).Root))[0];
        TreeEntry file = (await Sample.ReadDirectoryAsync(volume.Blobs, directory))[0];
        return (await Sample.ReadChunksAsync(volume.Blobs, file))[0].Id;
    }

    /// <summary>A clock that goes on by what is waited for, at once.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private long _ticks;

        public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
