using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>Puts a closure into a store.</summary>
internal sealed class WriterStore(BlobWriter writer) : IClosureStore
{
    public ValueTask<bool> HoldsChunkAsync(BlobId id, CancellationToken cancellationToken) => writer.ContainsAsync(id, cancellationToken);

    public ValueTask PutNodeAsync(StoredBlob node, CancellationToken cancellationToken) => writer.PutStoredAsync(node, cancellationToken);

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
}
