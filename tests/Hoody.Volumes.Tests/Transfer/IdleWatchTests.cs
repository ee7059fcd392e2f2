using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Who keeps whom waiting: a side that is at work and shows it keeps nobody, and blames nobody.</summary>
public sealed class IdleWatchTests
{
    private static readonly TimeSpan _almost = TimeSpan.FromSeconds(59);
    private static readonly TimeSpan _little = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly IdleWatch _watch;

    public IdleWatchTests() => _watch = new IdleWatch(_clock, TimeSpan.FromMinutes(1));

    [Fact]
    public void A_frame_that_comes_while_there_is_no_room_to_send_begins_the_wait_anew()
    {
        _watch.BeginWrite();
        _clock.Advance(_almost);
        _watch.NoteFrame();
        _clock.Advance(_almost);
        Assert.False(_watch.IsExceeded);

        _clock.Advance(_little);
        Assert.True(_watch.IsExceeded);
    }

    [Fact]
    public void Time_between_reads_that_brought_too_little_does_not_count()
    {
        _watch.BeginRead(0);
        _watch.EndRead(100);
        _clock.Advance(TimeSpan.FromHours(1)); // for instance for its own rate
        Assert.False(_watch.IsExceeded);

        _watch.BeginRead(100);
        _clock.Advance(_almost);
        Assert.False(_watch.IsExceeded);
    }

    [Fact]
    public void Waits_that_brought_too_little_count_together()
    {
        _watch.BeginRead(0);
        _clock.Advance(_almost);
        _watch.EndRead(4_000);
        _watch.BeginRead(4_000);
        _clock.Advance(_little);
        Assert.True(_watch.IsExceeded);

        _watch.EndRead(4_096);
        Assert.False(_watch.IsExceeded);
    }

    [Fact]
    public async Task A_receiver_that_reads_nothing_for_long_and_shows_life_is_not_given_up()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        byte[] bytes = new byte[60_000];
        new Random(1).NextBytes(bytes);
        BlobId chunk = await source.PutBlobAsync(BlobKind.Chunk, bytes);
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Arrivals arrivals = new(end);
        using CancellationTokenSource cancellation = new();
        Task serving = source.Store.ServeTransferAsync(
            arrivals, new TransferPolicy { AllowPull = true }, new TransferOptions { Time = _clock }, cancellationToken: cancellation.Token);
        await peer.AskAsync(new TransferRequest(snapshot));
        await peer.SendWantAsync(BlobKind.Chunk, [.. Enumerable.Repeat(chunk, 1_000)]);

        while (!arrivals.IsOutputHeldUp)
        {
            await Task.Yield();
        }

        // Six times as long as the sender waits for room.
        for (int i = 0; i < 24 && !serving.IsCompleted; i++)
        {
            int before = arrivals.Count;
            await peer.SendAsync(FrameType.Alive, default);
            while (arrivals.Count == before && !serving.IsCompleted)
            {
                await Task.Yield();
            }

            _clock.Advance(TimeSpan.FromSeconds(15));
            for (int turn = 0; turn < 2_000 && !serving.IsCompleted; turn++)
            {
                await Task.Yield(); // whoever looks at the clock has its turn
            }
        }

        Assert.False(serving.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    /// <summary>Counts how often something has arrived, and knows when nothing more can be sent.</summary>
    private sealed class Arrivals(IDuplexPipe inner) : PipeReader, IDuplexPipe
    {
        // What the pipe takes unread.
        private const int MaxBytesAhead = 1 << 20;

        private readonly MeasuredOutput _output = new(inner.Output);
        private int _count;

        public bool IsOutputHeldUp => _output.Bytes >= MaxBytesAhead && _output.IsFlushing;

        public int Count => Volatile.Read(ref _count);

        public PipeReader Input => this;

        public PipeWriter Output => _output;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            ReadResult result = await inner.Input.ReadAsync(cancellationToken);
            Interlocked.Increment(ref _count);
            return result;
        }

        public override void AdvanceTo(SequencePosition consumed) => inner.Input.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.Input.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.Input.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Input.Complete(exception);

        public override bool TryRead(out ReadResult result) => inner.Input.TryRead(out result);
    }

    private sealed class MeasuredOutput(PipeWriter inner) : PipeWriter
    {
        private long _bytes;
        private volatile bool _isFlushing;

        public long Bytes => Volatile.Read(ref _bytes);

        public bool IsFlushing => _isFlushing;

        public override void Advance(int bytes)
        {
            inner.Advance(bytes);
            Volatile.Write(ref _bytes, _bytes + bytes);
        }

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            _isFlushing = true;
            FlushResult result = await inner.FlushAsync(cancellationToken);
            _isFlushing = false;
            return result;
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
