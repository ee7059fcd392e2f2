using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Reading;

/// <summary>Finds blobs through the index and reads them. Thread-safe.</summary>
/// <remarks>
/// Another process may add packs, and may move blobs to other packs and delete the old ones. So a miss, and a pack that is gone, are
/// believed only after the index was refreshed, and, as damage is, only when the index is known to be undamaged itself; and damage only when no
/// other pack has the blob. What the device cannot read is damage. And whoever misses a blob learns first whether the lease that protected it was
/// revoked: then the store lacks nothing.
/// </remarks>
internal sealed class BlobReader(IStorageBackend backend, BlobIndex index, IndexLoader loader, LeaseKeeper leases)
{
    private bool _isDisposed;

    /// <param name="id">The blob.</param>
    /// <param name="condemned">The packs that were condemned before the caller's work began.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BlobNotFoundException">The store does not hold the blob, or only in those packs.</exception>
    internal async ValueTask RequirePresentAsync(BlobId id, IReadOnlySet<Blake3Digest> condemned, CancellationToken cancellationToken)
    {
        bool IsPresent() => index.Contains(id) || index.ContainsBeside(condemned, id);

        if (!IsPresent())
        {
            await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            await loader.VerifyAsync(cancellationToken).ConfigureAwait(false); // a part that is damaged counts for nothing, whatever it tells
            if (!IsPresent())
            {
                throw await MissingAsync(id, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    internal ValueTask<PooledBytes> ReadAsync(BlobId id, BlobKind kind, CancellationToken cancellationToken) =>
        WhereItIsAsync(id, kind, blob => ReadAsync(blob, cancellationToken), cancellationToken);

    /// <summary>What the blob is, as far as its record can be believed unread.</summary>
    internal ValueTask<BlobKind> ReadKindAsync(BlobId id, CancellationToken cancellationToken) =>
        WhereItIsAsync(id, default, blob => PackReader.ReadKindAsync(backend, blob.PackId, blob.Location, id, cancellationToken), cancellationToken);

    internal async IAsyncEnumerable<FetchedBlob> ReadManyAsync(
        IReadOnlyList<BlobId> ids, BlobKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LocatedBlob[] blobs = new LocatedBlob[ids.Count];
        for (int i = 0; i < blobs.Length; i++)
        {
            blobs[i] = await LocateAsync(i, ids[i], kind, cancellationToken).ConfigureAwait(false);
        }

        Array.Sort(blobs, LocatedBlob.InPackOrder);
        bool[] isRead = new bool[blobs.Length];
        IEnumerable<LocatedBlob> rest = blobs.Where(blob => !isRead[blob.Index]);
        BatchReader reader = new(backend, (blob, token) => ReadAsync(blob.Id, kind, token));
        IAsyncEnumerator<FetchedBlob> batch = reader.ReadAsync(blobs, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable disposal = batch.ConfigureAwait(false);
        while (await MoveNextAsync(batch, rest, cancellationToken).ConfigureAwait(false) is { } isMore)
        {
            if (!isMore)
            {
                yield break;
            }

            isRead[batch.Current.Index] = true;
            yield return batch.Current;
        }

        // Some places were wrong, or damaged. Rare, so one by one.
        foreach (LocatedBlob blob in rest)
        {
            using PooledBytes bytes = await ReadAsync(blob.Id, kind, cancellationToken).ConfigureAwait(false);
            yield return new FetchedBlob(blob.Index, blob.Id, bytes, 0, bytes.Memory.Length);
        }
    }

    /// <summary>From now on nothing is read.</summary>
    internal void Close() => _isDisposed = true;

    /// <summary>Reads at the blob's place, and where it has gone since if it is not there.</summary>
    private async ValueTask<T> WhereItIsAsync<T>(
        BlobId id, BlobKind kind, Func<LocatedBlob, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        LocatedBlob blob = await LocateAsync(0, id, kind, cancellationToken).ConfigureAwait(false);
        HashSet<Blake3Digest>? damagedIn = null;
        while (true)
        {
            try
            {
                return await read(blob).ConfigureAwait(false);
            }
            catch (ObjectNotFoundException missing)
            {
                await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
                if (TryFollow(ref blob))
                {
                    continue;
                }

                await loader.VerifyAsync(cancellationToken).ConfigureAwait(false); // it may have been a damaged run that told of that pack
                if (!TryFollow(ref blob))
                {
                    await leases.RequireInForceAsync(cancellationToken).ConfigureAwait(false);
                    throw new CorruptDataException(PackRecord.Describe(id, missing.Name, blob.Location).ToString(), "the pack is gone", missing);
                }
            }
            catch (ChunkStoreException exception) when (IsDamage(exception))
            {
                await loader.VerifyAsync(cancellationToken).ConfigureAwait(false);
                LocatedBlob before = blob;
                if (await loader.HasLiedAsync(blob.PackId, cancellationToken).ConfigureAwait(false))
                {
                    blob = await LocateAsync(blob.Index, id, kind, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                if (!TryFollow(ref blob) || damagedIn?.Contains(blob.PackId) == true)
                {
                    damagedIn ??= [];
                    damagedIn.Add(before.PackId); // another copy will do, wherever it is
                    if (!index.TryGetBeside(damagedIn, id, out Blake3Digest other, out PackEntryLocation location))
                    {
                        throw;
                    }

                    blob = before with { PackId = other, Location = location };
                }
            }
        }
    }

    /// <summary>Whether another copy may do: what the device cannot read is as good as damaged, and another one may be for this user to read.</summary>
    private static bool IsDamage(ChunkStoreException exception) => exception is CorruptDataException or BackendException { IsTransient: false };

    private ValueTask<PooledBytes> ReadAsync(LocatedBlob blob, CancellationToken cancellationToken) =>
        PackReader.ReadBlobAsync(backend, blob.PackId, blob.Location, blob.Id, blob.Kind, cancellationToken);

    private async ValueTask<LocatedBlob> LocateAsync(int position, BlobId id, BlobKind kind, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(BlobStore));
        if (!index.TryGet(id, out Blake3Digest packId, out PackEntryLocation location))
        {
            await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (!index.TryGet(id, out packId, out location))
            {
                await loader.VerifyAsync(cancellationToken).ConfigureAwait(false);
                if (!index.TryGet(id, out packId, out location))
                {
                    throw await MissingAsync(id, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return new LocatedBlob(position, id, kind, packId, location);
    }

    /// <exception cref="LeaseRevokedException">The blob may have been there, and was collected.</exception>
    private async Task<BlobNotFoundException> MissingAsync(BlobId id, CancellationToken cancellationToken)
    {
        await leases.RequireInForceAsync(cancellationToken).ConfigureAwait(false);
        return new BlobNotFoundException(id, loader.DamagedPacks.Count);
    }

    /// <summary>The blob's place as the index tells it now; false when that is the same, or none.</summary>
    private bool TryFollow(ref LocatedBlob blob)
    {
        LocatedBlob before = blob;
        blob = index.TryGet(blob.Id, out Blake3Digest packId, out PackEntryLocation location)
            ? blob with { PackId = packId, Location = location }
            : blob;
        return blob != before;
    }

    /// <summary>Whether there is one more; null when it cannot be read at its place, and other places are known for <paramref name="rest"/>.</summary>
    private async ValueTask<bool?> MoveNextAsync(
        IAsyncEnumerator<FetchedBlob> batch, IEnumerable<LocatedBlob> rest, CancellationToken cancellationToken)
    {
        try
        {
            return await batch.MoveNextAsync().ConfigureAwait(false);
        }
        catch (ChunkStoreException exception) when (IsDamage(exception))
        {
            await loader.VerifyAsync(cancellationToken).ConfigureAwait(false);
            foreach (Blake3Digest pack in rest.Select(blob => blob.PackId).Distinct().ToArray())
            {
                await loader.HasLiedAsync(pack, cancellationToken).ConfigureAwait(false);
            }

            if (!rest.Any(blob => TryFollow(ref blob) || index.TryGetBeside(new HashSet<Blake3Digest> { blob.PackId }, blob.Id, out _, out _)))
            {
                throw;
            }

            return null;
        }
    }
}
