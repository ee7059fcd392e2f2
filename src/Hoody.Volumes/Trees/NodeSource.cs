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
        NodeSource nodes = this;
        foreach (IGrouping<BlobStore, int> part in Enumerable.Range(0, ids.Count).GroupBy(index => nodes.StoreOf(ids[index])))
        {
            int[] indexes = [.. part];
            await foreach (FetchedBlob blob in part.Key.GetManyAsync([.. indexes.Select(index => ids[index])], kind, cancellationToken).ConfigureAwait(false))
            {
                yield return (indexes[blob.Index], blob);
            }
        }
    }

    private BlobStore StoreOf(BlobId id) => Scratch is { } scratch && scratch.Contains(id) ? scratch : Blobs;
}
