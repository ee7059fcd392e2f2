namespace Hoody.Sdk;

/// <summary>When <see cref="ContainersClient.SyncIfSourceChangedAsync"/> synchronises.</summary>
public sealed record SyncIfSourceChangedOptions
{
    /// <summary>
    /// Gets the age at which a sync is followed by another one whatever the service says of the source, more than zero; null for no limit.
    /// </summary>
    public TimeSpan? MaxAge
    {
        get;
        init => field = value is null || value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), "More than zero.");
    }
}
