using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Reading;

/// <summary>Reads many blobs as they are stored, in pack order: few long reads, some of them ahead, nothing decoded.</summary>
/// <remarks>A blob that is not where the index says, is damaged there, or cannot be read together with its neighbours, is read last, plain, from wherever it is by then.</remarks>
internal sealed class StoredReader(IStorageBackend backend, BlobIndex index, BlobReader reader)
{
    // As many as a batch that is decoded: beyond that it only takes memory.
    private const int ReadsAhead = 4;

    internal async IAsyncEnumerable<FetchedStoredBlob> ReadAsync(
        IReadOnlyList<(BlobKind Kind, BlobId Id)> blobs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<int> elsewhere = [];
        using IEnumerator<ReadRange> ranges = ReadRange.Plan(Locate(blobs, elsewhere)).GetEnumerator();
        Queue<Task<RangeBytes>> reads = [];
        try
        {
            ReadAhead(ranges, reads, cancellationToken);
            while (reads.TryPeek(out Task<RangeBytes>? read))
            {
                using RangeBytes range = await read.ConfigureAwait(false);
                _ = reads.Dequeue();
                ReadAhead(ranges, reads, cancellationToken);
                foreach (LocatedBlob blob in range.Range.Blobs)
                {
                    if (TryTake(range, blob) is { } fetched)
                    {
                        yield return fetched;
                    }
                    else
                    {
                        elsewhere.Add(blob.Index);
                    }
                }
            }
        }
        finally
        {
            await AbandonAsync(reads).ConfigureAwait(false);
        }

        foreach (int i in elsewhere)
        {
            (BlobKind kind, BlobId id) = blobs[i];
            using PooledBytes plain = await reader.ReadAsync(id, kind, cancellationToken).ConfigureAwait(false);
            yield return new FetchedStoredBlob(i, new StoredBlob(kind, id, BlobCodec.None, plain.Memory.Length, plain.Memory), plain);
        }
    }

    private LocatedBlob[] Locate(IReadOnlyList<(BlobKind Kind, BlobId Id)> blobs, List<int> elsewhere)
    {
        List<LocatedBlob> located = new(blobs.Count);
        for (int i = 0; i < blobs.Count; i++)
        {
            (BlobKind kind, BlobId id) = blobs[i];
            if (index.TryGet(id, out Blake3Digest packId, out PackEntryLocation location))
            {
                located.Add(new LocatedBlob(i, id, kind, packId, location));
            }
            else
            {
                elsewhere.Add(i);
            }
        }

        located.Sort(LocatedBlob.InPackOrder);
        return [.. located];
    }

    private void ReadAhead(IEnumerator<ReadRange> ranges, Queue<Task<RangeBytes>> reads, CancellationToken cancellationToken)
    {
        while (reads.Count < ReadsAhead && ranges.MoveNext())
        {
            reads.Enqueue(RangeBytes.TryReadAsync(backend, ranges.Current, cancellationToken));
        }
    }

    /// <summary>The blob, if its record is whole and what was asked for.</summary>
    private static FetchedStoredBlob? TryTake(RangeBytes range, LocatedBlob blob)
    {
        if (range.Bytes is not { } bytes)
        {
            return null; // the pack was rewritten, or cannot be read
        }

        try
        {
            RecordName what = PackRecord.Describe(blob.Id, range.PackName, blob.Location);
            PackRecordHeader header = PackRecord.ReadHeader(range.RecordOf(blob), blob.Location, blob.Id, blob.Kind, what);
            ReadOnlyMemory<byte> payload = bytes.Memory.Slice(range.PayloadOffsetOf(blob), header.Entry.StoredLength);
            PackRecord.RequireCrc(header, payload.Span, what);
            return new FetchedStoredBlob(
                blob.Index, new StoredBlob(blob.Kind, blob.Id, header.Entry.Codec, header.Entry.RawLength, payload), bytes);
        }
        catch (CorruptDataException)
        {
            return null; // what is wrong with it is found out, and told, by the reader of single blobs
        }
    }

    // Nothing may still write into pooled memory when the caller goes on. The first error is already on its way to the caller.
    private static async ValueTask AbandonAsync(Queue<Task<RangeBytes>> reads)
    {
        foreach (Task<RangeBytes> read in reads)
        {
            await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (read.IsCompletedSuccessfully)
            {
                read.Result.Dispose();
            }
        }
    }
}
