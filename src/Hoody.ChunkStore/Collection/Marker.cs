using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>Finds every blob that roots need, directly or not: one bit a blob. For one thread. Owns the snapshot that it is made with.</summary>
/// <remarks>
/// Works pack by pack, so that a pack of trees is read once for all that is known to be live in it, and data packs never. Blobs that came after the
/// snapshot of the index stand in packs that nobody is about to delete; they are followed one by one.
/// </remarks>
internal sealed class Marker(IStorageBackend backend, BlobIndex index, IndexLoader loader, IBlobReferences references, IndexSnapshot snapshot)
    : IDisposable
{
    private readonly OrdinalSet _live = new();
    private readonly OrdinalSet _followed = new();
    private readonly HashSet<BlobId> _late = [];
    private readonly Queue<BlobReference> _lateToFollow = [];
    private readonly List<BlobReference> _found = [];
    private HashSet<Blake3Digest> _packsToFollow = [];

    /// <summary>Whether a live blob counts on that pack.</summary>
    internal bool IsLive(BlobId id, Blake3Digest pack) =>
        snapshot.TryFindOrdinal(id, out long ordinal) && _live.Contains(ordinal) && snapshot.PackOf(ordinal) == pack;

    /// <summary>What the live blobs take in each pack, in bytes of records and directory; packs without any are left out.</summary>
    internal Dictionary<Blake3Digest, long> LiveBytes()
    {
        Dictionary<Blake3Digest, long> bytes = [];
        foreach (long ordinal in _live.All())
        {
            Blake3Digest pack = snapshot.PackOf(ordinal);
            bytes[pack] = bytes.GetValueOrDefault(pack) + PackRecordHeader.Size + PackEntry.Size + snapshot.StoredLengthOf(ordinal);
        }

        return bytes;
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
        while (_packsToFollow.Count > 0 || _lateToFollow.Count > 0)
        {
            HashSet<Blake3Digest> packs = _packsToFollow;
            _packsToFollow = [];
            foreach (Blake3Digest pack in packs)
            {
                await FollowPackAsync(pack, isTolerant, cancellationToken).ConfigureAwait(false);
            }

            while (_lateToFollow.TryDequeue(out BlobReference late))
            {
                await FollowLateAsync(late, isTolerant, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => snapshot.Dispose();

    private static async ValueTask<bool> TryAsync(Func<Task> step, bool isTolerant)
    {
        try
        {
            await step().ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (isTolerant && exception is CorruptDataException or BlobNotFoundException or ObjectNotFoundException)
        {
            return false;
        }
    }

    private void Visit(BlobReference reference)
    {
        if (!snapshot.TryFindOrdinal(reference.Id, out long ordinal))
        {
            if (_late.Add(reference.Id))
            {
                _lateToFollow.Enqueue(reference);
            }
        }
        else if (_live.Add(ordinal) && reference.Kind != BlobKind.Chunk)
        {
            _packsToFollow.Add(snapshot.PackOf(ordinal));
        }
    }

    private async Task FollowPackAsync(Blake3Digest pack, bool isTolerant, CancellationToken cancellationToken)
    {
        PackDirectory? directory = null;
        if (!await TryAsync(
            async () => directory = await ReadDirectoryAsync(pack, cancellationToken).ConfigureAwait(false), isTolerant).ConfigureAwait(false)
            || directory is null)
        {
            return;
        }

        int[] offsets = OffsetsOf(directory);
        do
        {
            // From the end: what a blob refers to was usually put before it, and is then met in the same pass.
            _packsToFollow.Remove(pack);
            for (int i = directory.Entries.Count - 1; i >= 0; i--)
            {
                PackEntry entry = directory.Entries[i];
                if (entry.Kind != BlobKind.Chunk && IsLive(entry.Id, pack)
                    && snapshot.TryFindOrdinal(entry.Id, out long ordinal) && _followed.Add(ordinal))
                {
                    PackEntryLocation location = new(offsets[i], entry.StoredLength);
                    await TryAsync(() => FollowBlobAsync(pack, location, entry, cancellationToken), isTolerant).ConfigureAwait(false);
                }
            }
        }
        while (_packsToFollow.Contains(pack));
    }

    private static int[] OffsetsOf(PackDirectory directory)
    {
        int[] offsets = new int[directory.Entries.Count];
        for (int i = 1; i < offsets.Length; i++)
        {
            offsets[i] = offsets[i - 1] + directory.Entries[i - 1].RecordLength;
        }

        return offsets;
    }

    private async Task FollowBlobAsync(
        Blake3Digest pack, PackEntryLocation location, PackEntry entry, CancellationToken cancellationToken)
    {
        using PooledBytes plain = await PackReader
            .ReadBlobAsync(backend, pack, location, entry.Id, entry.Kind, cancellationToken).ConfigureAwait(false);
        references.AddReferences(entry.Kind, plain.Memory.Span, _found);
        _found.ForEach(Visit);
        _found.Clear();
    }

    private async Task FollowLateAsync(BlobReference late, bool isTolerant, CancellationToken cancellationToken)
    {
        if (!index.TryGet(late.Id, out Blake3Digest pack, out PackEntryLocation location))
        {
            await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (!index.TryGet(late.Id, out pack, out location))
            {
                if (isTolerant)
                {
                    return;
                }

                throw new BlobNotFoundException(late.Id, loader.DamagedPacks.Count);
            }
        }

        if (late.Kind == BlobKind.Chunk)
        {
            return;
        }

        await TryAsync(
            async () =>
            {
                PackDirectory directory = await ReadDirectoryAsync(pack, cancellationToken).ConfigureAwait(false);
                PackEntry entry = directory.Entries.FirstOrDefault(entry => entry.Id == late.Id);
                if (entry == default)
                {
                    throw new CorruptDataException(PackRecord.Describe(late.Id, PackName.Of(pack), location), "its directory does not tell of the blob");
                }

                if (entry.Kind != BlobKind.Chunk)
                {
                    await FollowBlobAsync(pack, location, entry, cancellationToken).ConfigureAwait(false);
                }
            },
            isTolerant).ConfigureAwait(false);
    }

    private async Task<PackDirectory> ReadDirectoryAsync(Blake3Digest pack, CancellationToken cancellationToken)
    {
        string name = PackName.Of(pack);
        long length = await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new CorruptDataException($"Pack '{name}'", "it is gone, though live blobs stand in it");
        return await PackReader.ReadDirectoryAsync(backend, new StoredObject(name, length), cancellationToken).ConfigureAwait(false);
    }
}
