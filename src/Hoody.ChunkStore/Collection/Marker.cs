using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>Finds every blob that roots need, directly or not: one bit a blob. For one caller at a time. Owns the snapshot that it is made with.</summary>
/// <remarks>
/// First the trees, pack by pack; then the chunks that they refer to, which are most of all. What all trees of a pack refer to is read once in the pack's life, and noted in an object beside it
/// (<see cref="PackReferences"/>): the next marking walks from tree to tree without reading one, and walks through the notes on chunks and the index side by side, since both are
/// sorted. Where trees of a pack are dead, or nothing was noted, what is live of it is read, in the order in which it lies; data packs never are.
/// Blobs that the snapshot of the index does not know are followed one by one, and
/// their packs count as live to the last byte: mostly they came later, but it may also be that a run was left out just then, which told of packs that are condemned.
/// </remarks>
internal sealed partial class Marker : IDisposable
{
    // A pack of trees is read in as many as are held ready at once, in no more memory than it takes.
    private const int MaxReadLength = 1 << 20;

    // So that the list of what is read at once stays small, whatever a pack holds.
    private const int MaxBlobsAtOnce = 16 << 10;

    // What is noted of them, or their directories: small, so that a disk is mostly waited for.
    private const int PacksAhead = 4;

    private readonly IStorageBackend _backend;
    private readonly BlobIndex _index;
    private readonly IndexLoader _loader;
    private readonly IBlobReferences _references;
    private readonly ReferenceHints _hints;
    private readonly IndexSnapshot _snapshot;
    private readonly BatchReader _reader;
    private readonly ChunkMarks _chunks;
    private readonly TreeFrontier _trees;
    private readonly Dictionary<int, TreeProgress> _progress = [];
    private readonly HashSet<Blake3Digest> _latePacks = [];
    private readonly List<BlobReference> _found = [];

    internal Marker(
        IStorageBackend backend, BlobIndex index, IndexLoader loader, IBlobReferences references, ReferenceHints hints, IndexSnapshot snapshot)
    {
        (_backend, _index, _loader, _references, _hints, _snapshot) = (backend, index, loader, references, hints, snapshot);
        _reader = new BatchReader(backend, (blob, cancellationToken) => ReadAsync(backend, blob, cancellationToken), MaxReadLength);
        _chunks = new ChunkMarks(backend, snapshot);
        _trees = new TreeFrontier(snapshot, _chunks.Live);
    }

    private OrdinalSet Live => _chunks.Live;

    /// <summary>Whether a live blob counts on that pack.</summary>
    internal bool IsLive(BlobId id, Blake3Digest pack) =>
        _snapshot.TryFindOrdinal(id, out long ordinal) && Live.Contains(ordinal) && _snapshot.PackOf(ordinal) == pack;

    /// <summary>Whether the index by which it marks has not been damaged since it was verified. If it has, what was marked is worth nothing, and the index is made anew.</summary>
    internal Task<bool> IsIndexIntactAsync(CancellationToken cancellationToken) => _loader.IsIntactAsync(_snapshot, cancellationToken);

    /// <summary>What the live blobs take in each pack, in bytes of records and directory, by its number.</summary>
    internal long[] LiveBytes()
    {
        long[] bytes = _snapshot.StoredBytesByPack(Live, PackRecordHeader.Size + PackEntry.Size);
        Array.Resize(ref bytes, _index.Packs.Count);
        foreach (Blake3Digest pack in _latePacks)
        {
            bytes[_index.Packs.NumberOf(pack)] = PackFooter.MaxPackLength;
        }

        return bytes;
    }

    /// <summary>Marks a root, whose kind nobody tells.</summary>
    internal void AddRoot(BlobId id) => _trees.Add(new BlobReference(BlobKind.Snapshot, id));

    /// <summary>Marks everything that the roots added so far need.</summary>
    /// <param name="isTolerant">Whether what is missing or damaged is passed over: nobody promised it.</param>
    /// <param name="cancellationToken">Cancels the marking, and makes the marker useless.</param>
    /// <exception cref="BlobNotFoundException">A live blob is not there.</exception>
    /// <exception cref="CorruptDataException">A live blob is damaged.</exception>
    internal async Task FollowAsync(bool isTolerant, CancellationToken cancellationToken)
    {
        try
        {
            while (await FollowTreesAsync(isTolerant, cancellationToken).ConfigureAwait(false))
            {
                await GatherAsync(isTolerant, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await _chunks.DrainAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _chunks.Dispose();
        _trees.Dispose();
        _snapshot.Dispose();
    }

    /// <summary>Follows what was found to be live since this was asked last, and what came late; false when there is nothing.</summary>
    private async Task<bool> FollowTreesAsync(bool isTolerant, CancellationToken cancellationToken)
    {
        bool hasFollowed = false;
        for (Dictionary<int, List<TreePlace>> packs; (packs = _trees.TakePacks()).Count > 0; hasFollowed = true)
        {
            await FollowPacksAsync(packs, isTolerant, cancellationToken).ConfigureAwait(false);
        }

        for (; _trees.TryTakeLate(out BlobReference late); hasFollowed = true)
        {
            await FollowLateAsync(late, isTolerant, cancellationToken).ConfigureAwait(false);
        }

        return hasFollowed;
    }

    /// <summary>Marks a chunk at once.</summary>
    private void VisitChunk(BlobReference chunk)
    {
        if (_snapshot.TryFindOrdinal(chunk.Id, out long ordinal))
        {
            Live.Add(ordinal);
        }
        else
        {
            _trees.AddLate(chunk);
        }
    }

    private void VisitReferences(BlobKind kind, ReadOnlySpan<byte> plain, Action<BlobReference> visitTree, Action<BlobReference> visitChunk)
    {
        _found.Clear(); // an earlier blob may have ended in the middle
        _references.AddReferences(kind, plain, _found);
        foreach (BlobReference reference in _found)
        {
            (reference.Kind == BlobKind.Chunk ? visitChunk : visitTree)(reference);
        }
    }
}
