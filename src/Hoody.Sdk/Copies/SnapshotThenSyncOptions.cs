namespace Hoody.Sdk;

/// <summary>How <see cref="ContainersClient.SnapshotThenSyncAsync"/> keeps a copy's state, and when it goes back to it.</summary>
public sealed record SnapshotThenSyncOptions
{
    /// <summary>Gets what the snapshot is to be; null for one with a name made of the time, that never expires.</summary>
    public CreateSnapshotRequest? Snapshot { get; init; }

    /// <summary>
    /// Gets the check of the synchronised copy, such as a request to its own service; false, or an exception, restores the snapshot. Null
    /// for none: then only a sync that fails is undone.
    /// </summary>
    public Func<Container, CancellationToken, Task<bool>>? Check { get; init; }

    /// <summary>Gets how the sync, and then the restore, is waited for; null for as long as it takes.</summary>
    public OperationWaitOptions? Wait { get; init; }
}
