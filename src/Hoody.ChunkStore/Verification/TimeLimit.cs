namespace Hoody.ChunkStore.Verification;

/// <summary>How long a verification begins something new, from here on.</summary>
internal sealed class TimeLimit(TimeProvider time, TimeSpan? budget)
{
    private readonly long _begin = time.GetTimestamp();

    /// <summary>Whether there is a limit at all.</summary>
    internal bool Exists => budget is not null;

    internal bool IsOver => HasPassed(1);

    /// <summary>Whether half of it is over: what comes first must leave time for what comes second.</summary>
    internal bool IsHalfOver => HasPassed(2);

    private bool HasPassed(int divisor) => budget is { } limit && time.GetElapsedTime(_begin) >= limit / divisor;
}
