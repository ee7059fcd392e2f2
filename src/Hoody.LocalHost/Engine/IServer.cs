namespace Hoody.LocalHost.Engine;

/// <summary>One server: a store and container directories, in this host or in a peer. Thread-safe.</summary>
internal interface IServer : IAsyncDisposable
{
    /// <summary>Begins work on the server: what the work finds in its store or brings there stays until the work is disposed.</summary>
    Task<IServerWork> BeginWorkAsync(CancellationToken cancellationToken);

    /// <summary>Removes the ref of a snapshot, if it has one.</summary>
    Task RemoveSnapshotAsync(string containerId, string name, CancellationToken cancellationToken);

    /// <summary>How much space a container's files take.</summary>
    Task<DiskUse> MeasureAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Where a container's files are; null when that is in another host.</summary>
    string? FindDirectory(string containerId);
}
