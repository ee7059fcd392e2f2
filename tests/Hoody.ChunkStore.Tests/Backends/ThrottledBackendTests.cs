using System.Buffers;
using Hoody.ChunkStore.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class ThrottledBackendTests : IAsyncDisposable
{
    private readonly RecordingTime _time = new();
    private readonly MemoryBackend _objects = new();
    private readonly BandwidthLimiter _limiter;

    public ThrottledBackendTests() => _limiter = new BandwidthLimiter(bytesPerSecond: 100, burstBytes: 200, _time);

    public ValueTask DisposeAsync() => _objects.DisposeAsync();

    [Fact]
    public async Task After_a_burst_writes_pass_at_the_rate()
    {
        await using ThrottledBackend backend = new(_objects, reads: null, _limiter);
        Assert.True(Write(backend, "a", 200).IsCompletedSuccessfully);
        Task<bool> next = Write(backend, "b", 150);
        await AssertPassesAfterAsync(next, milliseconds: 1500);
        Assert.True(await next);
    }

    [Fact]
    public async Task After_a_burst_reads_pass_at_the_rate()
    {
        await _objects.CreateIfAbsentAsync("a", new(new byte[1000]), default);
        await using ThrottledBackend backend = new(_objects, _limiter, writes: null);
        Assert.True(Read(backend, 200).IsCompletedSuccessfully);
        Task<int> next = Read(backend, 50);
        await AssertPassesAfterAsync(next, milliseconds: 500);
        Assert.Equal(50, await next);
    }

    [Fact]
    public async Task A_read_that_ends_early_counts_with_what_it_read()
    {
        await _objects.CreateIfAbsentAsync("a", new(new byte[50]), default);
        await using ThrottledBackend backend = new(_objects, _limiter, writes: null);
        Assert.Equal(50, await Read(backend, 200));
        Assert.True(Read(backend, 150).IsCompletedSuccessfully);
        Assert.False(Read(backend, 101).IsCompleted);
    }

    [Fact]
    public async Task A_read_that_fails_counts_with_nothing()
    {
        await using ThrottledBackend backend = new(_objects, _limiter, writes: null);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Read(backend, 200));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => Read(backend, 200));
    }

    [Theory]
    [InlineData("../a", 0)]
    [InlineData("a", -1)]
    public async Task A_read_that_cannot_be_is_refused_before_it_waits(string name, long offset)
    {
        await using ThrottledBackend backend = new(_objects, _limiter, writes: null);
        Task<int> refused = backend.ReadAsync(name, offset, new byte[1000], default).AsTask();
        Assert.IsType<ArgumentException>(refused.Exception?.InnerException, exactMatch: false);
    }

    [Fact]
    public async Task Backends_that_share_a_limiter_share_its_rate()
    {
        await using ThrottledBackend first = new(_objects, _limiter, _limiter);
        await using ThrottledBackend second = new(new MemoryBackend(), _limiter, _limiter);
        Assert.True(Write(first, "a", 200).IsCompletedSuccessfully);
        Task<bool> one = Write(first, "b", 100);
        Task<bool> two = Write(second, "b", 100);
        Assert.Equal([1000, 2000], _time.Delays.Select(delay => delay.TotalMilliseconds));
        _time.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(one, two);
    }

    [Fact]
    public async Task An_object_larger_than_the_bucket_passes_and_those_behind_it_pay()
    {
        await using ThrottledBackend backend = new(_objects, reads: null, _limiter);
        await AssertPassesAfterAsync(Write(backend, "a", 1200), milliseconds: 10_000);
        await AssertPassesAfterAsync(Write(backend, "b", 100), milliseconds: 1000);
    }

    [Fact]
    public async Task A_pause_earns_no_more_than_a_burst()
    {
        await using ThrottledBackend backend = new(_objects, reads: null, _limiter);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(Write(backend, "a", 200).IsCompletedSuccessfully);
        await AssertPassesAfterAsync(Write(backend, "b", 10), milliseconds: 100);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_gives_its_bytes_back_and_creates_nothing()
    {
        await using ThrottledBackend backend = new(_objects, reads: null, _limiter);
        await Write(backend, "a", 200);
        using CancellationTokenSource source = new();
        Task<bool> cancelled = backend.CreateIfAbsentAsync("b", new(new byte[5000]), source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _time.Delays.Clear();
        await AssertPassesAfterAsync(Write(backend, "c", 100), milliseconds: 1000);
        Assert.Equal(["a", "c"], await _objects.NamesAsync(""));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    public void A_rate_or_a_burst_of_nothing_is_refused(long rate, long burst) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BandwidthLimiter(rate, burst));

    private static Task<bool> Write(ThrottledBackend backend, string name, int length) =>
        backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(new byte[length]), default).AsTask();

    private static Task<int> Read(ThrottledBackend backend, int length) => backend.ReadAsync("a", 0, new byte[length], default).AsTask();

    // By the timer that was set: whether a call has gone on is known only a moment after its timer went off.
    private async Task AssertPassesAfterAsync(Task call, int milliseconds)
    {
        Assert.False(call.IsCompleted);
        Assert.Equal(milliseconds, _time.Delays.Dequeue().TotalMilliseconds);
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        await call;
    }

    private sealed class RecordingTime : FakeTimeProvider
    {
        public Queue<TimeSpan> Delays { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Delays.Enqueue(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
