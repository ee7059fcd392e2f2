namespace Hoody.Sdk;

/// <summary>Why a copy was, or was not, synchronised by <see cref="ContainersClient.SyncIfSourceChangedAsync"/>.</summary>
public enum SyncReason
{
    /// <summary>Not synchronised: nothing says that the source has changed since the last sync began.</summary>
    UpToDate,

    /// <summary>The source has changed since the last sync began.</summary>
    SourceChanged,

    /// <summary>The copy was never synchronised. Its age says nothing: it may have been copied from an old snapshot.</summary>
    NeverSynced,

    /// <summary>The last sync did not end well, or has not ended.</summary>
    LastSyncIncomplete,

    /// <summary>The copy may have been restored to a snapshot since the last sync.</summary>
    Restored,

    /// <summary>The last sync was longer ago than <see cref="SyncIfSourceChangedOptions.MaxAge"/>.</summary>
    MaxAgeReached,

    /// <summary>The service did not say enough to tell; then a sync is the safe answer.</summary>
    NotKnown,
}
