using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Threading.Channels;
using Hoody.Volumes.Transfer;

namespace Hoody.Benchmarks.Transferring;

/// <summary>A link in memory with a delay and a rate in each direction, as a cable has them.</summary>
internal sealed class SlowLink
{
    // What a network card may hold back: the sender is stopped when more is on its way into the cable.
    private static readonly TimeSpan MostAhead = TimeSpan.FromMilliseconds(20);

    private const int MostTogether = 64 << 10;

    // The cable is no part of what is measured: what it carries takes no new memory in a later round. A shared pool keeps too few arrays for that.
    private static readonly ConcurrentBag<byte[]> Carriers = [];

    private readonly TimeSpan _delay;
    private readonly double _bytesPerSecond;
    private readonly IDuplexPipe _nearInner;
    private readonly IDuplexPipe _farInner;

    public SlowLink(TimeSpan delay, double bytesPerSecond)
    {
        (_delay, _bytesPerSecond) = (delay, bytesPerSecond);
        (Near, _nearInner) = PipePair.Create();
        (Far, _farInner) = PipePair.Create();
    }

    public IDuplexPipe Near { get; }

    public IDuplexPipe Far { get; }

    /// <summary>Carries bytes until both directions have ended.</summary>
    public Task RunAsync() => Task.WhenAll(CarryAsync(_nearInner.Input, _farInner.Output), CarryAsync(_farInner.Input, _nearInner.Output));

    private Task CarryAsync(PipeReader from, PipeWriter to)
    {
        var cable = Channel.CreateUnbounded<(TimeSpan Due, byte[] Bytes, int Length)>();
        return Task.WhenAll(SendAsync(from, cable.Writer), ReceiveAsync(cable.Reader, to));
    }

    private async Task SendAsync(PipeReader from, ChannelWriter<(TimeSpan Due, byte[] Bytes, int Length)> cable)
    {
        TimeSpan free = TimeSpan.Zero; // when the cable takes the next byte
        while (true)
        {
            ReadResult result = await from.ReadAsync();
            ReadOnlySequence<byte> some = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, MostTogether));
            TimeSpan now = Now();
            free = (free > now ? free : now) + TimeSpan.FromSeconds(some.Length / _bytesPerSecond);
            byte[] bytes = Carriers.TryTake(out byte[]? carrier) ? carrier : new byte[MostTogether];
            some.CopyTo(bytes);
            cable.TryWrite((free + _delay, bytes, (int)some.Length));
            from.AdvanceTo(some.End);
            if (result.IsCompleted && some.Length == result.Buffer.Length)
            {
                cable.Complete();
                return;
            }

            await UntilAsync(free - MostAhead);
        }
    }

    private static async Task ReceiveAsync(ChannelReader<(TimeSpan Due, byte[] Bytes, int Length)> cable, PipeWriter to)
    {
        await foreach ((TimeSpan due, byte[] bytes, int length) in cable.ReadAllAsync())
        {
            await UntilAsync(due);
            await to.WriteAsync(bytes.AsMemory(0, length));
            Carriers.Add(bytes);
        }

        await to.CompleteAsync();
    }

    private static TimeSpan Now() => Stopwatch.GetElapsedTime(0);

    private static async ValueTask UntilAsync(TimeSpan time)
    {
        TimeSpan rest = time - Now();
        if (rest > TimeSpan.FromMilliseconds(1)) // a timer knows no less; what is early now is late next time
        {
            await Task.Delay(rest);
        }
    }
}
