using Hoody.ChunkStore;

namespace Hoody.LocalHost.Engine;

/// <summary>Work on one server under way. No collection takes away what it found or brought, until it is disposed.</summary>
internal interface IServerWork : IAsyncDisposable
{
    /// <summary>Cancelled when the server can no longer promise that: the work cannot be completed then, only begun again.</summary>
    CancellationToken Lost { get; }

    /// <summary>Makes a container's directory, empty.</summary>
    Task CreateAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Brings a container's directory into the store; an unchanged one gets no new record. Moves the container's current ref.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="configuration">What the record is to remember besides the files.</param>
    /// <param name="isInUse">Whether somebody may be changing the files: then the host that has them is asked to hold them still.</param>
    /// <param name="cancellationToken">Cancels the capture.</param>
    Task<CapturedTree> CaptureAsync(string containerId, byte[] configuration, bool isInUse, CancellationToken cancellationToken);

    /// <summary>Makes a container's directory equal to a snapshot, touching only what differs, and points its current ref there.</summary>
    Task<ProvisionedTree> ProvisionAsync(string containerId, BlobId snapshotId, CancellationToken cancellationToken);

    /// <summary>Points the ref of a container's snapshot to a record, whatever it pointed to before.</summary>
    Task SetSnapshotAsync(string containerId, string name, BlobId snapshotId, CancellationToken cancellationToken);

    /// <summary>Removes a container's refs and its directory. Links in it are removed, never followed.</summary>
    Task RemoveAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Brings snapshots from another server's store: only the blobs that are missing here move.</summary>
    /// <param name="source">The other server.</param>
    /// <param name="snapshots">The snapshots.</param>
    /// <param name="containerId">The container that they are for: what it has now tells, in the plan, changed files from new ones.</param>
    /// <param name="gauge">Told what will move, and how much has.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <returns>How many plain bytes moved.</returns>
    Task<long> PullAsync(IServerWork source, IReadOnlyCollection<BlobId> snapshots, string containerId, TransferGauge gauge, CancellationToken cancellationToken);
}
