using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Verification;

/// <summary>A set of blobs: one bit for each blob of a snapshot of the index, and an entry for each that came later. The caller disposes it.</summary>
internal sealed class BlobSet(IndexSnapshot snapshot) : IDisposable
{
    private readonly OrdinalSet _ordinals = new(snapshot.OrdinalCount);
    private readonly HashSet<BlobId> _late = [];

    internal bool Contains(BlobId id) => snapshot.TryFindOrdinal(id, out long ordinal) ? _ordinals.Contains(ordinal) : _late.Contains(id);

    internal void Add(BlobId id)
    {
        if (snapshot.TryFindOrdinal(id, out long ordinal))
        {
            _ordinals.Add(ordinal);
        }
        else
        {
            _late.Add(id);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _ordinals.Dispose();
}
