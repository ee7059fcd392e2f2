using Hoody.ChunkStore;

namespace Hoody.LocalHost.Engine;

/// <summary>Work on a server whose store is reached over a connection.</summary>
internal interface ITransferSource
{
    /// <summary>Sends snapshots to a store of this host.</summary>
    /// <param name="target">The store's server.</param>
    /// <param name="snapshots">The snapshots.</param>
    /// <param name="baseSnapshot">What they take the place of there; null for nothing.</param>
    /// <param name="gauge">Told what will move, and how much has.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <returns>How many plain bytes moved.</returns>
    Task<long> SendToAsync(
        LocalServerWork target, IReadOnlyCollection<BlobId> snapshots, BlobId? baseSnapshot, TransferGauge gauge, CancellationToken cancellationToken);
}
