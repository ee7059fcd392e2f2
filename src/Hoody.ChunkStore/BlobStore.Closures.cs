using Hoody.ChunkStore.Closures;

namespace Hoody.ChunkStore;

public sealed partial class BlobStore
{
    /// <summary>Reads which blobs the store is known to hold with all that they need.</summary>
    /// <param name="pin">A pin of this store, which the caller keeps for as long as it uses the set.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The set; empty when there is none, or one that is damaged or no longer true.</returns>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public Task<ClosureSet> ReadClosuresAsync(StorePin pin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pin);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _parts.ReadClosuresAsync(cancellationToken);
    }
}
