using Hoody.ChunkStore.Closures;
using Hoody.Volumes.Transfer;

namespace Hoody.ChunkStore.Concurrency.Tests.Transfer;

/// <summary>Where the closure goes that a process receives: each blob at once into a pack of its own.</summary>
internal sealed class StagingStore(Process target, ClosureSet closures, TransferRules rules) : IClosureStore
{
    public ValueTask<bool> HoldsChunkAsync(BlobId id, CancellationToken cancellationToken) => ValueTask.FromResult(target.Store.Contains(id));

    public bool HoldsClosure(BlobId node) => !rules.HeldNodesAreWalked || closures.Contains(node);

    public void NoteClosure(BlobId node, long size) => closures.Note(node, size);

    public ValueTask PutNodeAsync(StoredBlob node, CancellationToken cancellationToken) =>
        new(target.WriteAsync((node.Kind, node.Payload.ToArray())));

    public ValueTask KeepAsync(IReadOnlyCollection<NodeClaim> complete, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public bool WillHold(BlobId node) => false;
}
