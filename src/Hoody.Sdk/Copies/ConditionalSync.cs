namespace Hoody.Sdk;

/// <summary>What <see cref="ContainersClient.SyncIfSourceChangedAsync"/> found and did.</summary>
/// <param name="Reason">Why the copy was, or was not, synchronised.</param>
public sealed record ConditionalSync(SyncReason Reason)
{
    /// <summary>Gets the sync that was begun; null when the copy is up to date.</summary>
    public SyncOperation? Operation { get; init; }

    /// <summary>Gets when the last sync that ended well had begun, by the service's clock; null when there is none.</summary>
    public DateTimeOffset? LastSyncStartedAt { get; init; }

    /// <summary>Gets when the source last changed, as the service says; null when it was not asked, or did not say.</summary>
    public DateTimeOffset? SourceUpdatedAt { get; init; }
}
