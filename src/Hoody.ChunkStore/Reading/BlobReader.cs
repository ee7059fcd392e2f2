using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Reading;

/// <summary>Finds blobs through the index and reads them. Thread-safe.</summary>
/// <remarks>
/// Another process may add packs, and may move blobs to other packs and delete the old ones. So a miss, and a pack that is gone, are
/// believed only after the index was refreshed.
/// </remarks>
internal sealed class BlobReader(IStorageBackend backend, BlobIndex index, IndexLoader loader)
{
    private bool _isDisposed;

    /// <param name="id">The blob.</param>
    /// <param name="condemned">The packs that were condemned before the caller's work began.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BlobNotFoundException">The store does not hold the blob, or only in those packs.</exception>
    internal async ValueTask RequirePresentAsync(BlobId id, IReadOnlySet<Blake3Digest> condemned, CancellationToken cancellationToken)
    {
        bool IsPresent() => index.Contains(id) || (index.TryGet(id, out Blake3Digest pack, out _) && !condemned.Contains(pack));

        if (!IsPresent())
        {
            await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (!IsPresent())
            {
                throw new BlobNotFoundException(id, loader.DamagedPacks.Count);
            }
        }
    }

    internal async ValueTask<PooledBytes> ReadAsync(BlobId id, BlobKind kind, CancellationToken cancellationToken)
    {
        LocatedBlob blob = await LocateAsync(0, id, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            ObjectNotFoundException missing;
            try
            {
                return await ReadAsync(blob, kind, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectNotFoundException exception)
            {
                missing = exception;
            }

            await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (!index.TryGet(id, out Blake3Digest packId, out PackEntryLocation location) || packId == blob.PackId)
            {
                throw new CorruptDataException(PackRecord.Describe(id, missing.Name, blob.Location), "the pack is gone", missing);
            }

            blob = blob with { PackId = packId, Location = location }; // each round follows one more rewriting of the blob's pack
        }
    }

    internal async IAsyncEnumerable<FetchedBlob> ReadManyAsync(
        IReadOnlyList<BlobId> ids, BlobKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LocatedBlob[] blobs = new LocatedBlob[ids.Count];
        for (int i = 0; i < blobs.Length; i++)
        {
            blobs[i] = await LocateAsync(i, ids[i], cancellationToken).ConfigureAwait(false);
        }

        Array.Sort(blobs, LocatedBlob.InPackOrder);
        BatchReader reader = new(backend, kind, (id, token) => ReadAsync(id, kind, token));
        await foreach (FetchedBlob blob in reader.ReadAsync(blobs, cancellationToken).ConfigureAwait(false))
        {
            yield return blob;
        }
    }

    /// <summary>From now on nothing is read.</summary>
    internal void Close() => _isDisposed = true;

    private ValueTask<PooledBytes> ReadAsync(LocatedBlob blob, BlobKind kind, CancellationToken cancellationToken) =>
        PackReader.ReadBlobAsync(backend, blob.PackId, blob.Location, blob.Id, kind, cancellationToken);

    private async ValueTask<LocatedBlob> LocateAsync(int position, BlobId id, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(BlobStore));
        if (!index.TryGet(id, out Blake3Digest packId, out PackEntryLocation location))
        {
            await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (!index.TryGet(id, out packId, out location))
            {
                throw new BlobNotFoundException(id, loader.DamagedPacks.Count);
            }
        }

        return new LocatedBlob(position, id, packId, location);
    }
}
