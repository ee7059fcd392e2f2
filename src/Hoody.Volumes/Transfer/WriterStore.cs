using Hoody.ChunkStore;
using Hoody.ChunkStore.Closures;

namespace Hoody.Volumes.Transfer;

/// <summary>Puts a closure into a store.</summary>
internal sealed class WriterStore(BlobWriter writer, ClosureSet closures) : IClosureStore
{
    public ValueTask<bool> HoldsChunkAsync(BlobId id, CancellationToken cancellationToken) => writer.ContainsAsync(id, cancellationToken);

    public bool HoldsClosure(BlobId node) => closures.Contains(node);

    public void NoteClosure(BlobId node, long size) => closures.Note(node, size);

    public ValueTask PutNodeAsync(StoredBlob node, CancellationToken cancellationToken) => writer.PutStoredAsync(node, cancellationToken);

    public async ValueTask KeepAsync(IReadOnlyCollection<NodeClaim> complete, CancellationToken cancellationToken) =>
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);

    public bool WillHold(BlobId node) => false;
}
