using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>Where a closure goes: into a store, or nowhere when it is only planned.</summary>
internal interface IClosureStore
{
    /// <summary>Whether the chunk need not be asked for.</summary>
    ValueTask<bool> HoldsChunkAsync(BlobId id, CancellationToken cancellationToken);

    /// <summary>Whether the node, which is held, needs no look at what is below it.</summary>
    bool HoldsClosure(BlobId node);

    /// <summary>Everything below the node was put or found, and the node too.</summary>
    void NoteClosure(BlobId node, long size);

    /// <summary>Puts a node, all below which was put or found.</summary>
    ValueTask PutNodeAsync(StoredBlob node, CancellationToken cancellationToken);

    /// <summary>Has complete nodes be found again that are about to be forgotten: readable in the store, or by <see cref="WillHold"/>.</summary>
    ValueTask KeepAsync(IReadOnlyCollection<NodeClaim> complete, CancellationToken cancellationToken);

    /// <summary>Whether the node was kept, and there is nothing to be read.</summary>
    bool WillHold(BlobId node);
}
