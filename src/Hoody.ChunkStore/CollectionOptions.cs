namespace Hoody.ChunkStore;

/// <summary>Choices for a collection.</summary>
public sealed record CollectionOptions
{
    /// <summary>How much of a pack must be dead before its live rest is copied to a new one: 0 to 1. Default: 0.3. At 1 nothing is copied.</summary>
    public double RewriteDeadShare { get; init; } = 0.3;

    /// <summary>How many bytes one run may copy at most. Default: 4 GiB. Packs with the largest dead share come first.</summary>
    public long MaxRewriteBytes { get; init; } = 4L << 30;

    /// <summary>
    /// How long a process may show no life before it loses its lease, and with it the work that no ref points to. Default: 5 minutes; at least 1.
    /// A process that lives shows life several times a minute.
    /// </summary>
    public TimeSpan LeaseSilence { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait for the work of others that began before the collection. Default: 1 hour. Then nothing is deleted.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromHours(1);

    // How often the collector looks. Tests look without waiting.
    internal Func<TimeProvider, CancellationToken, Task> Pause { get; init; } =
        static (time, cancellationToken) => Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);

    internal TimeProvider? Time { get; init; }

    // For tests: every silent lease is revoked at once.
    internal bool RevokesAtOnce { get; init; }

    internal void Validate()
    {
        if (RewriteDeadShare is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(RewriteDeadShare), RewriteDeadShare, "A share is from 0 to 1.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(MaxRewriteBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(LeaseSilence, TimeSpan.FromMinutes(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWait, TimeSpan.Zero);
    }
}
