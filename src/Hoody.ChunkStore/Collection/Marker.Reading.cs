using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <content>Reads what is live of a pack of trees, and what came late.</content>
internal sealed partial class Marker
{
    private async Task FollowPacksAsync(Dictionary<int, List<TreePlace>> packs, bool isTolerant, CancellationToken cancellationToken)
    {
        Queue<Task<NotedPack?>> ahead = [];
        try
        {
            using var numbers = packs.Keys.GetEnumerator();
            foreach ((int number, List<TreePlace> places) in packs)
            {
                while (ahead.Count < PacksAhead && numbers.MoveNext())
                {
                    ahead.Enqueue(TryReadNotedAsync(numbers.Current, isTolerant, cancellationToken));
                }

                using NotedPack? pack = await ahead.Dequeue().ConfigureAwait(false);
                if (pack is not null)
                {
                    await FollowPackAsync(number, pack, places, isTolerant, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            foreach (Task<NotedPack?> read in ahead)
            {
                await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the first error is on its way to the caller
                (read.IsCompletedSuccessfully ? read.Result : null)?.Dispose();
            }
        }
    }

    private async Task FollowPackAsync(int number, NotedPack found, List<TreePlace> places, bool isTolerant, CancellationToken cancellationToken)
    {
        (TreePack pack, PackReferences? noted) = found;
        if (!_progress.TryGetValue(number, out TreeProgress? progress))
        {
            _progress.Add(number, progress = new TreeProgress(pack.BlobCount));
        }

        // What is in the same pack is followed before the next pack is. It must count here: a pack may be damaged, and another one have the blob.
        void VisitTree(BlobReference tree)
        {
            if (!pack.TryFind(tree.Id, out int blob)
                || !_snapshot.TryFindOrdinal(tree.Id, out long ordinal)
                || _snapshot.PlaceOf(ordinal).Pack != number)
            {
                _trees.Add(tree);
            }
            else if (_trees.TryFollow(ordinal) && progress.TryFollow(blob))
            {
                pack.Add(blob);
            }
        }

        foreach (TreePlace place in places)
        {
            if (pack.NumberAt(place) is >= 0 and int blob && progress.TryFollow(blob))
            {
                pack.Add(blob);
            }
        }

        if (noted is null && pack.IsPending && !progress.IsBegun && _hints.CanWriteFor(pack))
        {
            noted = await TryNoteReferencesAsync(pack, cancellationToken).ConfigureAwait(false);
        }

        using PackReferences? held = noted;
        progress.IsBegun |= pack.IsPending;
        progress.Prefixes = noted?.Prefixes;
        while (pack.TakePending() is { Length: > 0 } blobs)
        {
            if (noted is null)
            {
                await ReadChunksAsync(pack, blobs, progress, VisitTree, isTolerant, cancellationToken).ConfigureAwait(false);
                continue;
            }

            foreach (int blob in blobs)
            {
                foreach (BlobReference edge in noted.EdgesOf(blob))
                {
                    VisitTree(edge);
                }
            }
        }
    }

    private async Task ReadBlobsAsync(
        TreePack pack, int[] numbers, Action<BlobReference> visitTree, Action<BlobReference> visitChunk, bool isTolerant, CancellationToken cancellationToken)
    {
        LocatedBlob[] blobs = pack.Locate(numbers);
        bool[] isRead = new bool[blobs.Length];
        async Task ReadTogetherAsync()
        {
            await foreach (FetchedBlob blob in _reader.ReadAsync(blobs, cancellationToken).ConfigureAwait(false))
            {
                using (blob)
                {
                    isRead[blob.Index] = true;
                    VisitReferences(blobs[blob.Index].Kind, blob.Plain.Span, visitTree, visitChunk);
                }

                await _chunks.MarkManyAsync().ConfigureAwait(false);
            }
        }

        if (!await TryAsync(ReadTogetherAsync, isTolerant).ConfigureAwait(false))
        {
            foreach (LocatedBlob blob in blobs.Where(blob => !isRead[blob.Index]))
            {
                await TryAsync(() => ReadBlobAsync(blob, visitTree, visitChunk, cancellationToken), isTolerant).ConfigureAwait(false);
            }
        }
    }

    private async Task ReadBlobAsync(LocatedBlob blob, Action<BlobReference> visitTree, Action<BlobReference> visitChunk, CancellationToken cancellationToken)
    {
        using PooledBytes plain = await ReadAsync(_backend, blob, cancellationToken).ConfigureAwait(false);
        VisitReferences(blob.Kind, plain.Memory.Span, visitTree, visitChunk);
    }

    private async Task FollowLateAsync(BlobReference late, bool isTolerant, CancellationToken cancellationToken)
    {
        if (!_index.TryGet(late.Id, out Blake3Digest pack, out PackEntryLocation location))
        {
            await _loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (!_index.TryGet(late.Id, out pack, out location))
            {
                if (isTolerant)
                {
                    return;
                }

                throw new BlobNotFoundException(late.Id, _loader.DamagedPacks.Count);
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
                    await ReadBlobAsync(new LocatedBlob(0, late.Id, entry.Kind, pack, location), tree => _trees.Add(tree), VisitChunk, cancellationToken).ConfigureAwait(false);
                }
            },
            isTolerant).ConfigureAwait(false);
    }

    private async Task<NotedPack?> TryReadNotedAsync(int number, bool isTolerant, CancellationToken cancellationToken) =>
        await TryReadPackAsync(number, isTolerant, cancellationToken).ConfigureAwait(false) is { } pack
            ? new NotedPack(pack, await _hints.TryReadAsync(pack, cancellationToken).ConfigureAwait(false))
            : null;

    private async ValueTask<TreePack?> TryReadPackAsync(int number, bool isTolerant, CancellationToken cancellationToken)
    {
        PackDirectory? directory = null;
        await TryAsync(
            async () => directory = await ReadDirectoryAsync(_snapshot.PackOfNumber(number), cancellationToken).ConfigureAwait(false), isTolerant).ConfigureAwait(false);
        return directory is null ? null : new TreePack(number, directory);
    }

    private async Task<PackDirectory> ReadDirectoryAsync(Blake3Digest pack, CancellationToken cancellationToken)
    {
        string name = PackName.Of(pack);
        long length = await _backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new CorruptDataException($"Pack '{name}'", "it is gone, though live blobs stand in it");
        return await PackReader.ReadDirectoryAsync(_backend, new StoredObject(name, length), cancellationToken).ConfigureAwait(false);
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
