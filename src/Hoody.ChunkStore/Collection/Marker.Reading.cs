using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <content>Reads what is live of a pack of trees.</content>
internal sealed partial class Marker
{
    private async Task FollowPacksAsync(Dictionary<int, List<TreePlace>> packs, bool isTolerant, CancellationToken cancellationToken)
    {
        Queue<Task<PackToFollow?>> ahead = [];
        try
        {
            using var next = packs.GetEnumerator();
            foreach ((int number, List<TreePlace> places) in packs)
            {
                while (ahead.Count < PacksAhead && next.MoveNext())
                {
                    ahead.Enqueue(TryReadPackAsync(next.Current.Key, next.Current.Value, isTolerant, cancellationToken));
                }

                using PackToFollow? pack = await ahead.Dequeue().ConfigureAwait(false);
                if (pack is not null)
                {
                    await FollowPackAsync(number, pack, places, isTolerant, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            foreach (Task<PackToFollow?> read in ahead)
            {
                await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the first error is on its way to the caller
                (read.IsCompletedSuccessfully ? read.Result : null)?.Dispose();
            }
        }
    }

    private async Task FollowPackAsync(int number, PackToFollow pack, List<TreePlace> places, bool isTolerant, CancellationToken cancellationToken)
    {
        (TreePlaces blobs, PackReferences? noted, TreeRecords? records) = pack;
        TreeProgress progress = await ProgressOfAsync(number, blobs.Count, cancellationToken).ConfigureAwait(false);
        Stack<int> pending = [];

        // What is in the same pack is followed before the next pack is. It must count here: a pack may be damaged, and another one have the blob.
        [MethodImpl(AtFirstUse.Optimized)]
        void VisitTree(BlobReference tree)
        {
            ulong prefix = IdPrefix.Of(tree.Id);
            if (blobs.HasPrefix(prefix) && _snapshot.TryFindOrdinal(tree.Id, out long ordinal))
            {
                IndexPlace place = _snapshot.PlaceOf(ordinal);
                if (place.Pack == number && blobs.TryFind(new TreePlace(prefix, place.Offset), out int blob))
                {
                    if (_trees.TryFollow(ordinal) && progress.TryFollow(blob))
                    {
                        pending.Push(blob);
                    }

                    return;
                }
            }

            _trees.Add(tree);
        }

        foreach (TreePlace place in places)
        {
            if (!blobs.TryFind(place, out int blob))
            {
                records?.RequireChunkAt(place);
            }
            else if (progress.TryFollow(blob))
            {
                pending.Push(blob);
            }
        }

        if (pending.Count == 0)
        {
            return;
        }

        using PackReferences? made = records is not null && !progress.IsBegun && _index.Packs.LineOf(number) is var line && _hints.CanWriteFor(line)
            ? await TryNoteReferencesAsync(line, records, cancellationToken).ConfigureAwait(false) : null;
        noted ??= made;
        progress.IsBegun = true;
        progress.Prefixes = noted?.Prefixes;
        Action<BlobReference> visit = VisitTree;
        while (noted is not null && pending.TryPop(out int blob))
        {
            noted.VisitEdges(blob, visit);
        }

        while (records is not null && pending.Count > 0)
        {
            await ReadChunksAsync(records, TakeSome(pending), progress, visit, isTolerant, cancellationToken).ConfigureAwait(false);
        }
    }

    private static int[] TakeSome(Stack<int> pending)
    {
        int[] some = new int[Math.Min(pending.Count, MaxBlobsAtOnce)];
        for (int i = 0; i < some.Length; i++)
        {
            some[i] = pending.Pop();
        }

        return some;
    }

    private async Task ReadBlobsAsync(
        TreeRecords records, int[] numbers, Action<BlobReference> visitTree, Action<BlobReference> visitChunk, bool isTolerant, CancellationToken cancellationToken)
    {
        LocatedBlob[] blobs = records.Locate(numbers);
        HashSet<int> read = [];
        async Task ReadTogetherAsync()
        {
            await foreach (FetchedBlob blob in _reader.ReadAsync(blobs, cancellationToken).ConfigureAwait(false))
            {
                using (blob)
                {
                    read.Add(blob.Index);
                    VisitReferences(records.KindOf(blob.Index), blob.Plain.Span, visitTree, visitChunk);
                }

                await _chunks.MarkManyAsync().ConfigureAwait(false);
            }
        }

        if (!await TryAsync(ReadTogetherAsync, isTolerant).ConfigureAwait(false))
        {
            foreach (LocatedBlob blob in blobs.Where(blob => !read.Contains(blob.Index)))
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

    private async Task<PackToFollow?> TryReadPackAsync(int number, List<TreePlace> places, bool isTolerant, CancellationToken cancellationToken)
    {
        if (await _hints.TryReadAsync(_index.Packs.LineOf(number), cancellationToken).ConfigureAwait(false) is { } noted)
        {
            if (places.TrueForAll(place => noted.Blobs.TryFind(place, out _)))
            {
                return new PackToFollow(noted.Blobs, noted, Records: null);
            }

            noted.Dispose(); // what it does not tell of may be a chunk, or a lie of the index: the pack knows
        }

        return await TryReadRecordsAsync(number, isTolerant, cancellationToken).ConfigureAwait(false) is { } records
            ? new PackToFollow(records.Places, References: null, records) : null;
    }

    private async ValueTask<TreeRecords?> TryReadRecordsAsync(int number, bool isTolerant, CancellationToken cancellationToken)
    {
        PackDirectory? directory = null;
        await TryAsync(
            async () => directory = await ReadDirectoryAsync(_snapshot.PackOfNumber(number), cancellationToken).ConfigureAwait(false), isTolerant).ConfigureAwait(false);
        return directory is null ? null : new TreeRecords(directory);
    }

    /// <summary>How far a pack is followed that has so many blobs that are no chunks.</summary>
    /// <exception cref="CorruptDataException">It had another number before: what was noted of it is a lie, and is deleted, so that the next marking makes it anew.</exception>
    private async ValueTask<TreeProgress> ProgressOfAsync(int number, int blobCount, CancellationToken cancellationToken)
    {
        if (!_progress.TryGetValue(number, out TreeProgress? progress))
        {
            _progress.Add(number, progress = new TreeProgress(blobCount));
        }

        if (progress.BlobCount == blobCount)
        {
            return progress;
        }

        string name = PackReferences.NameOf(_snapshot.PackOfNumber(number));
        await _hints.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        throw new CorruptDataException(
            $"Object '{name}'", $"it tells of {progress.BlobCount} blobs where its pack, or itself a moment later, has {blobCount}; it was deleted if that was possible: collect again");
    }

    /// <exception cref="CorruptDataException">The pack is gone, or what it says of itself is damaged, twice.</exception>
    private async Task<PackDirectory> ReadDirectoryAsync(Blake3Digest pack, CancellationToken cancellationToken)
    {
        string name = PackName.Of(pack);
        try
        {
            (PackDirectory? directory, ChunkStoreException? failure) =
                await PackReader.TryReadDirectoryAsync(_backend, name, lengthBytes: null, cancellationToken).ConfigureAwait(false);
            return directory ?? throw failure!;
        }
        catch (ObjectNotFoundException missing)
        {
            throw new CorruptDataException($"Pack '{name}'", "it is gone, though live blobs stand in it", missing);
        }
    }

    private async ValueTask<bool> TryAsync(Func<Task> step, bool isTolerant)
    {
        try
        {
            await step().ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (isTolerant && _snapshot.IsVerified && exception is CorruptDataException or BlobNotFoundException or ObjectNotFoundException)
        {
            return false; // not where the index could not be read: what was looked up may be there
        }
    }

    private static ValueTask<PooledBytes> ReadAsync(IStorageBackend backend, LocatedBlob blob, CancellationToken cancellationToken) =>
        PackReader.ReadBlobAsync(backend, blob.PackId, blob.Location, blob.Id, blob.Kind, cancellationToken);
}
