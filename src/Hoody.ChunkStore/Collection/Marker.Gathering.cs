using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Reading;

namespace Hoody.ChunkStore.Collection;

/// <content>Marks the chunks that the followed trees refer to.</content>
internal sealed partial class Marker
{
    private async Task GatherAsync(bool isTolerant, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredPrefixes> failed;
        do
        {
            foreach ((int number, TreeProgress progress) in _progress)
            {
                await GatherAsync(number, progress, isTolerant, cancellationToken).ConfigureAwait(false);
            }

            failed = await _chunks.FinishAsync(cancellationToken).ConfigureAwait(false);
            foreach (StoredPrefixes prefixes in failed)
            {
                _progress.Values.First(progress => progress.Prefixes == prefixes).Lose();
                await _hints.DeleteAsync(prefixes.Name, cancellationToken).ConfigureAwait(false);
            }
        }
        while (failed.Count > 0);

        // Mostly none. Of these only the beginnings of the ids are known: who refers to them is read once more.
        if (_chunks.TakeMissing() is { Count: > 0 } missing)
        {
            void VisitMissing(BlobReference chunk)
            {
                if (missing.Contains(IdPrefix.Of(chunk.Id)))
                {
                    VisitChunk(chunk);
                }
            }

            foreach (int number in _progress.Keys)
            {
                if (await TryReadRecordsAsync(number, isTolerant, cancellationToken).ConfigureAwait(false) is { } records)
                {
                    TreeProgress progress = await ProgressOfAsync(number, records.Places.Count, cancellationToken).ConfigureAwait(false);
                    await ReadBlobsAsync(records, [.. progress.Followed], tree => _trees.Add(tree), VisitMissing, isTolerant, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task GatherAsync(int number, TreeProgress progress, bool isTolerant, CancellationToken cancellationToken)
    {
        if (progress.Prefixes is { } prefixes && progress.CanGatherAll)
        {
            progress.GatherAll();
            _chunks.Add(prefixes);
        }
        else if (progress.Rest is { Length: > 0 } rest && await TryReadRecordsAsync(number, isTolerant, cancellationToken).ConfigureAwait(false) is { } records)
        {
            await ProgressOfAsync(number, records.Places.Count, cancellationToken).ConfigureAwait(false); // the same, or an error
            await ReadChunksAsync(records, rest, progress, tree => _trees.Add(tree), isTolerant, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads trees of a pack for the chunks that they refer to, and what else.</summary>
    private async Task ReadChunksAsync(
        TreeRecords records, int[] blobs, TreeProgress progress, Action<BlobReference> visitTree, bool isTolerant, CancellationToken cancellationToken)
    {
        Array.ForEach(blobs, progress.Gather);
        await ReadBlobsAsync(records, blobs, visitTree, chunk => _chunks.Add(chunk.Id), isTolerant, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes what the trees of a pack refer to; null when that cannot be, and they have to be read.</summary>
    /// <remarks>All of them, also those of which nobody knows yet whether they are live: the next marking reads none.</remarks>
    private async ValueTask<PackReferences?> TryNoteReferencesAsync(PackTable.Line pack, TreeRecords records, CancellationToken cancellationToken)
    {
        TreePlaces places = records.Places;
        BlobReference[][] edges = new BlobReference[places.Count][];
        List<BlobReference> found = [];
        using PrefixBatch prefixes = new();
        int edgeCount = 0;
        try
        {
            LocatedBlob[] blobs = records.Locate(Enumerable.Range(0, places.Count));
            await foreach (FetchedBlob blob in _reader.ReadAsync(blobs, cancellationToken).ConfigureAwait(false))
            {
                using (blob)
                {
                    found.Clear();
                    _references.AddReferences(records.KindOf(blob.Index), blob.Plain.Span, found);
                }

                edges[blob.Index] = TakeEdges(found, prefixes);
                edgeCount += edges[blob.Index].Length;
                if (prefixes.Count > PackReferences.MaxPrefixes || edgeCount > PackReferences.MaxEdges)
                {
                    return null;
                }
            }
        }
        catch (ChunkStoreException)
        {
            return null; // it may be a dead tree; a live one is read again, and the error told
        }

        prefixes.Sort();
        return await _hints.TryWriteAsync(pack, places, edges, prefixes, cancellationToken).ConfigureAwait(false);
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private static BlobReference[] TakeEdges(List<BlobReference> found, PrefixBatch prefixes)
    {
        List<BlobReference> edges = [];
        foreach (BlobReference reference in found)
        {
            if (reference.Kind == BlobKind.Chunk)
            {
                prefixes.Add(IdPrefix.Of(reference.Id));
            }
            else
            {
                edges.Add(reference);
            }
        }

        return [.. edges];
    }
}
