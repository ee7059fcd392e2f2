using Hoody.ChunkStore;

namespace Hoody.LocalHost.Engine;

/// <summary>Work on a server whose store is reached over a connection.</summary>
internal interface ITransferSource
{
    /// <summary>Sends snapshots to a store of this host.</summary>
    /// <returns>How many plain bytes moved.</returns>
    Task<long> SendToAsync(
        LocalServerWork target, IReadOnlyCollection<BlobId> snapshots, TransferGauge gauge, CancellationToken cancellationToken);
}
