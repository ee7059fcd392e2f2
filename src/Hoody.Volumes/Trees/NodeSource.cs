using System.Buffers;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Where the nodes of trees are read: a store, and before it a scratch store, if there is one, for the nodes that the store is not to have.</summary>
/// <remarks>An id says what a node is, so it does not matter which of the two gives it.</remarks>
/// <param name="Blobs">The store.</param>
/// <param name="Scratch">The scratch store; null when all nodes are in the store.</param>
internal readonly record struct NodeSource(BlobStore Blobs, BlobStore? Scratch = null)
{
    // Nearly all that read trees have one store, and no wish to know that there could be two.
    public static implicit operator NodeSource(BlobStore blobs) => new(blobs);

    /// <exception cref="BlobNotFoundException">Neither has the node.</exception>
    /// <exception cref="CorruptDataException">The stored bytes are damaged, or of another kind.</exception>
    public ValueTask<IMemoryOwner<byte>> GetAsync(BlobId id, BlobKind kind, CancellationToken cancellationToken) =>
        StoreOf(id).GetAsync(id, kind, cancellationToken);

    /// <summary>Reads many nodes, in the order in which they lie in the packs; each comes with its place in <paramref name="ids"/>.</summary>
    /// <exception cref="BlobNotFoundException">Neither has one of them.</exception>
    /// <exception cref="CorruptDataException">The stored bytes of one are damaged, or of another kind.</exception>
    public async IAsyncEnumerable<(int Index, FetchedBlob Blob)> GetManyAsync(
        IReadOnlyList<BlobId> ids, BlobKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach ((BlobStore store, int[]? indexes) in Split(ids))
        {
            IReadOnlyList<BlobId> wanted = indexes is null ? ids : [.. indexes.Select(index => ids[index])];
            await foreach (FetchedBlob blob in store.GetManyAsync(wanted, kind, cancellationToken).ConfigureAwait(false))
            {
                yield return (indexes is null ? blob.Index : indexes[blob.Index], blob);
            }
        }
    }

    /// <summary>Which ids each store gives; null for all of them.</summary>
    private (BlobStore Store, int[]? Indexes)[] Split(IReadOnlyList<BlobId> ids)
    {
        if (Scratch is null)
        {
            return [(Blobs, null)];
        }

        NodeSource nodes = this;
        return [.. Enumerable.Range(0, ids.Count).GroupBy(index => nodes.StoreOf(ids[index])).Select(part => (part.Key, (int[]?)[.. part]))];
    }

    private BlobStore StoreOf(BlobId id) => Scratch is { } scratch && scratch.Contains(id) ? scratch : Blobs;
}
