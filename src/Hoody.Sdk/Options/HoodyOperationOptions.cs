namespace Hoody.Sdk;

/// <summary>How a running copy or sync is watched: the service offers no event, so the container is asked for its status.</summary>
public sealed class HoodyOperationOptions
{
    /// <summary>Gets or sets the time before the first look; each next one is half as long again. Default: 1 s.</summary>
    public TimeSpan InitialPollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest time between two looks. Default: 15 s.</summary>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how many looks in a row may fail for a passing reason, 0 to 100, before the wait ends. Default: 5.</summary>
    public int MaxConsecutivePollFailures { get; set; } = 5;

    /// <summary>
    /// Gets or sets how long a sync that shows no sign of work is watched before it counts as done with nothing to do. Default: 30 s.
    /// </summary>
    public TimeSpan SyncGracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    internal void CopyTo(HoodyOperationOptions copy)
    {
        copy.InitialPollInterval = InitialPollInterval;
        copy.MaxPollInterval = MaxPollInterval;
        copy.MaxConsecutivePollFailures = MaxConsecutivePollFailures;
        copy.SyncGracePeriod = SyncGracePeriod;
    }
}
