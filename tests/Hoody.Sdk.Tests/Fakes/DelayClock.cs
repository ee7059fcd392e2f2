using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.Sdk.Tests.Fakes;

/// <summary>
/// A clock that stands still until somebody waits, and then jumps to the end of that wait. Timers that run as long as one of the given
/// timeouts are guards, not waits; they do not move it.
/// </summary>
internal sealed class DelayClock(params TimeSpan[] timeouts) : FakeTimeProvider(new DateTimeOffset(2025, 11, 9, 15, 0, 0, TimeSpan.Zero))
{
    private readonly ConcurrentQueue<TimeSpan> _delays = new();

    /// <summary>Gets the waits so far.</summary>
    public IReadOnlyList<TimeSpan> Delays => [.. _delays];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && !timeouts.Contains(dueTime))
        {
            _delays.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
