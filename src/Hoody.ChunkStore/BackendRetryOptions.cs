namespace Hoody.ChunkStore;

/// <summary>When a failed call of a backend is made again.</summary>
public sealed record BackendRetryOptions
{
    /// <summary>How often one call is repeated, 0 to 100. Default: 5.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>The upper bound of the first random delay, more than zero; it doubles with each repetition. Default: 100 ms.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest delay, at least <see cref="BaseDelay"/>, at most an hour. Default: 10 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of the delays. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    // A number from 0 up to 1, anew at each call.
    internal Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    internal BackendRetryOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRetries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRetries, 100);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BaseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, BaseDelay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDelay, TimeSpan.FromHours(1));
        return this;
    }

    /// <summary>Waits before a call that has failed <paramref name="failureCount"/> times.</summary>
    internal Task DelayAsync(int failureCount, CancellationToken cancellationToken)
    {
        // Full jitter: processes that failed together must not come back together.
        double ceiling = Math.Min(MaxDelay.Ticks, BaseDelay.Ticks * Math.Pow(2, failureCount - 1));
        return Task.Delay(TimeSpan.FromTicks((long)(Random() * ceiling)), Time, cancellationToken);
    }
}
