namespace Hoody.ChunkStore.Collection;

/// <summary>Knows what blobs refer to: the store that collects garbage does not know what its blobs mean.</summary>
/// <remarks>Called by one thread at a time.</remarks>
public interface IBlobReferences
{
    /// <summary>
    /// A name for what <see cref="AddReferences"/> finds in given bytes, to be changed whenever that changes. A collection notes what it has found in trees, and the next one that is given the same
    /// version relies on it, and reads those trees no more. Null, the default: nothing is noted, and every collection reads all trees that are live.
    /// </summary>
    string? Version => null;

    /// <summary>Adds every blob that a blob needs. What it leaves out, a collection may delete.</summary>
    /// <param name="kind">What the blob is; never a chunk, which refers to nothing.</param>
    /// <param name="plain">Its bytes, verified against its id; valid during the call.</param>
    /// <param name="references">Where to add; one that is there twice does no harm.</param>
    /// <exception cref="ChunkStoreException">The bytes are not what the kind says; the collection then ends, and deletes nothing.</exception>
    void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references);
}
