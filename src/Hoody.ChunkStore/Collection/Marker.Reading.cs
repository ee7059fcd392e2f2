using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <content>Reads what is live of a pack of trees, and what came late.</content>
internal sealed partial class Marker
{
    private async Task FollowPackAsync(int number, bool isTolerant, CancellationToken cancellationToken)
    {
        _packsToFollow.Remove(number); // what asked for it since this round began is met now
        PackDirectory? directory = null;
        if (!await TryAsync(
            async () => directory = await ReadDirectoryAsync(snapshot.PackOfNumber(number), cancellationToken).ConfigureAwait(false), isTolerant).ConfigureAwait(false)
            || directory is null)
        {
            return;
        }

        TreePack pack = new(number, directory);
        AddLive(pack);
        _current = pack; // what turns out to be live in it meanwhile is read before the next pack is
        while (pack.TakePending() is { Length: > 0 } blobs)
        {
            await FollowBlobsAsync(blobs, isTolerant, cancellationToken).ConfigureAwait(false);
        }

        _current = null;
    }

    private void AddLive(TreePack pack)
    {
        (int[] positions, BlobId[] ids) = pack.Trees();
        long[] ordinals = new long[ids.Length];
        snapshot.FindOrdinals(ids, ordinals);
        for (int i = 0; i < ids.Length; i++)
        {
            long ordinal = ordinals[i];
            if (ordinal >= 0 && Live.Contains(ordinal) && snapshot.PlaceOf(ordinal).Pack == pack.Number && _followed.Add(ordinal))
            {
                pack.Add(positions[i]);
            }
        }
    }

    private async Task FollowBlobsAsync(LocatedBlob[] blobs, bool isTolerant, CancellationToken cancellationToken)
    {
        bool[] isRead = new bool[blobs.Length];
        async Task FollowTogetherAsync()
        {
            await foreach (FetchedBlob blob in _reader.ReadAsync(blobs, cancellationToken).ConfigureAwait(false))
            {
                using (blob)
                {
                    isRead[blob.Index] = true;
                    VisitReferences(blobs[blob.Index].Kind, blob.Plain.Span);
                }
            }
        }

        if (!await TryAsync(FollowTogetherAsync, isTolerant).ConfigureAwait(false))
        {
            foreach (LocatedBlob blob in blobs.Where(blob => !isRead[blob.Index]))
            {
                await TryAsync(() => FollowBlobAsync(blob, cancellationToken), isTolerant).ConfigureAwait(false);
            }
        }
    }

    private async Task FollowBlobAsync(LocatedBlob blob, CancellationToken cancellationToken)
    {
        using PooledBytes plain = await ReadAsync(backend, blob, cancellationToken).ConfigureAwait(false);
        VisitReferences(blob.Kind, plain.Memory.Span);
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

        _latePacks.Add(pack);
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
                    throw new CorruptDataException(PackRecord.Describe(late.Id, PackName.Of(pack), location).ToString(), "its directory does not tell of the blob");
                }

                if (entry.Kind != BlobKind.Chunk)
                {
                    await FollowBlobAsync(new LocatedBlob(0, late.Id, entry.Kind, pack, location), cancellationToken).ConfigureAwait(false);
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

    private static ValueTask<PooledBytes> ReadAsync(IStorageBackend backend, LocatedBlob blob, CancellationToken cancellationToken) =>
        PackReader.ReadBlobAsync(backend, blob.PackId, blob.Location, blob.Id, blob.Kind, cancellationToken);
}
