namespace Hoody.ChunkStore.Concurrency.Tests;

/// <summary>A clock that moves a minute whenever somebody waits.</summary>
internal sealed class StepTime : TimeProvider
{
    private long _minutes;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _minutes) * TimeSpan.TicksPerMinute;

    internal void Step() => Interlocked.Increment(ref _minutes);
}
