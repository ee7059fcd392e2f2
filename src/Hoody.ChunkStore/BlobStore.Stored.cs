using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore;

public sealed partial class BlobStore
{
    /// <summary>Reads many blobs as they are stored, in the order in which they lie in the packs: the way to send them to another store.</summary>
    /// <param name="blobs">The blobs; one that is there twice is read twice.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>
    /// Each blob once, its place in <paramref name="blobs"/> in <see cref="FetchedStoredBlob.Index"/>. The caller disposes each. Compared with the checksum
    /// that was stored with it, and not decoded: whoever takes it compares it with its id (<see cref="BlobWriter.PutStoredAsync"/>).
    /// </returns>
    /// <remarks>Neighbours are read together, and up to 8 MiB ahead; 88 bytes for each blob.</remarks>
    /// <exception cref="BlobNotFoundException">The store does not hold one of them; others may have been read before.</exception>
    /// <exception cref="CorruptDataException">The stored bytes of one are damaged, or of another kind.</exception>
    public IAsyncEnumerable<FetchedStoredBlob> GetStoredManyAsync(IReadOnlyList<BlobReference> blobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _parts.StoredReader.ReadAsync([.. blobs.Select(blob => (blob.Kind, blob.Id))], cancellationToken);
    }

    /// <summary>How many bytes the store keeps for the blob, as its index tells without a look; null when that knows no such blob.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public int? FindStoredLength(BlobId id) => _parts.Index.TryGet(id, out _, out PackEntryLocation location) ? location.StoredLength : null;
}
