using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>Finds every blob that roots need, directly or not: one bit a blob. For one caller at a time. Owns the snapshot that it is made with.</summary>
/// <remarks>
/// Works pack by pack, so that what is live in a pack of trees is read once, in the order in which it lies, and data packs never. References to chunks,
/// which are most of all, wait until many can be looked up together, while others are read. Blobs that the snapshot of the index does not know are followed one by one, and
/// their packs count as live to the last byte: mostly they came later, but it may also be that a run was left out just then, which told of packs that are condemned.
/// </remarks>
internal sealed partial class Marker(IStorageBackend backend, BlobIndex index, IndexLoader loader, IBlobReferences references, IndexSnapshot snapshot)
    : IDisposable
{
    // A pack of trees is read in as many as are held ready at once, in no more memory than it takes.
    private const int MaxReadLength = 1 << 20;

    private readonly OrdinalSet _followed = new(snapshot.OrdinalCount);
    private readonly ChunkMarks _chunks = new(snapshot);
    private readonly HashSet<BlobReference> _late = [];
    private readonly Queue<BlobReference> _lateToFollow = [];
    private readonly HashSet<Blake3Digest> _latePacks = [];
    private readonly List<BlobReference> _found = [];
    private readonly BatchReader _reader = new(backend, (blob, cancellationToken) => ReadAsync(backend, blob, cancellationToken), MaxReadLength);
    private HashSet<int> _packsToFollow = [];
    private TreePack? _current;

    private OrdinalSet Live => _chunks.Live;

    /// <summary>Whether a live blob counts on that pack.</summary>
    internal bool IsLive(BlobId id, Blake3Digest pack) =>
        snapshot.TryFindOrdinal(id, out long ordinal) && Live.Contains(ordinal) && snapshot.PackOf(ordinal) == pack;

    /// <summary>What the live blobs take in each pack, in bytes of records and directory; packs without any are left out.</summary>
    internal Dictionary<Blake3Digest, long> LiveBytes()
    {
        long[] bytes = snapshot.StoredBytesByPack(Live, PackRecordHeader.Size + PackEntry.Size);
        Dictionary<Blake3Digest, long> live =
            Enumerable.Range(0, bytes.Length).Where(pack => bytes[pack] > 0).ToDictionary(snapshot.PackOfNumber, pack => bytes[pack]);
        foreach (Blake3Digest pack in _latePacks)
        {
            live[pack] = PackFooter.MaxPackLength;
        }

        return live;
    }

    /// <summary>Marks a root, whose kind nobody tells.</summary>
    internal void AddRoot(BlobId id) => Visit(new BlobReference(BlobKind.Snapshot, id));

    /// <summary>Marks everything that the roots added so far need.</summary>
    /// <param name="isTolerant">Whether what is missing or damaged is passed over: nobody promised it.</param>
    /// <param name="cancellationToken">Cancels the marking, and makes the marker useless.</param>
    /// <exception cref="BlobNotFoundException">A live blob is not there.</exception>
    /// <exception cref="CorruptDataException">A live blob is damaged.</exception>
    internal async Task FollowAsync(bool isTolerant, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await FollowPacksAsync(isTolerant, cancellationToken).ConfigureAwait(false);
                while (_lateToFollow.TryDequeue(out BlobReference late))
                {
                    await FollowLateAsync(late, isTolerant, cancellationToken).ConfigureAwait(false);
                }

                // Last: what was late refers to chunks too, and what still waited at the end would count as dead.
                foreach (BlobId missing in await _chunks.FinishAsync().ConfigureAwait(false))
                {
                    AddLate(new BlobReference(BlobKind.Chunk, missing));
                }
            }
            while (_packsToFollow.Count > 0 || _lateToFollow.Count > 0);
        }
        finally
        {
            await _chunks.DrainAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => snapshot.Dispose();

    private async Task FollowPacksAsync(bool isTolerant, CancellationToken cancellationToken)
    {
        HashSet<int> packs = _packsToFollow;
        _packsToFollow = [];
        foreach (int pack in packs)
        {
            await FollowPackAsync(pack, isTolerant, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Visit(in BlobReference reference)
    {
        if (reference.Kind == BlobKind.Chunk)
        {
            _chunks.Add(reference.Id);
        }
        else if (!snapshot.TryFindOrdinal(reference.Id, out long ordinal))
        {
            AddLate(reference);
        }
        else if (!_followed.Contains(ordinal))
        {
            // Live it may be already, and not followed all the same: a forged file can have called it a chunk.
            Live.Add(ordinal);
            IndexPlace place = snapshot.PlaceOf(ordinal);
            if (_current?.Number == place.Pack)
            {
                _followed.Add(ordinal);
                _current.Add(reference.Id, place.Offset);
            }
            else
            {
                _packsToFollow.Add(place.Pack);
            }
        }
    }

    private void AddLate(BlobReference reference)
    {
        if (_late.Add(reference))
        {
            _lateToFollow.Enqueue(reference);
        }
    }

    private void VisitReferences(BlobKind kind, ReadOnlySpan<byte> plain)
    {
        _found.Clear(); // an earlier blob may have ended in the middle
        references.AddReferences(kind, plain, _found);
        foreach (BlobReference reference in _found)
        {
            Visit(reference);
        }
    }
}
