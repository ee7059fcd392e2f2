using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Reading;

/// <summary>Reads many blobs in the order in which they lie: few long reads, some of them ahead, decoded on all processors.</summary>
/// <remarks>Memory is bounded whatever the blobs claim: the reads that are ahead, and <see cref="MaxDecodedBytes"/> of decoded blobs.</remarks>
internal sealed class BatchReader(IStorageBackend backend, BatchReader.ReadOne readOne, int maxReadLength = ReadRange.MaxLength)
{
    // A disk answers several at once; what is beyond that only takes memory.
    private const int ReadsAhead = 4;

    // Some tens of the usual jobs; a longer blob is decoded alone.
    private const int MaxDecodedBytes = 8 << 20;

    private readonly bool _isFasterInOrder = backend is ISequentialBackend { ReadsAhead: true };

    /// <summary>Reads one blob from wherever it is by now.</summary>
    internal delegate ValueTask<PooledBytes> ReadOne(LocatedBlob blob, CancellationToken cancellationToken);

    internal async IAsyncEnumerable<FetchedBlob> ReadAsync(
        LocatedBlob[] blobs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IEnumerator<ReadRange> ranges = ReadRange.Plan(blobs, maxReadLength).GetEnumerator();
        Queue<Task<RangeBytes>> reads = [];
        Queue<DecodeJob> jobs = [];
        Queue<FetchedBlob> ready = [];
        try
        {
            int decodedBytes = 0;
            ReadAhead(ranges, reads, cancellationToken);
            while (reads.TryPeek(out Task<RangeBytes>? read))
            {
                using RangeBytes range = await read.ConfigureAwait(false);
                _ = reads.Dequeue();
                ReadAhead(ranges, reads, cancellationToken);
                if (range.Bytes is null)
                {
                    // The pack was rewritten, and its blobs are elsewhere, or a sector is bad, and most of them are well. Rare, so one by one.
                    foreach (LocatedBlob moved in range.Range.Blobs)
                    {
                        using PooledBytes bytes = await readOne(moved, cancellationToken).ConfigureAwait(false);
                        yield return new FetchedBlob(moved.Index, moved.Id, bytes, 0, bytes.Memory.Length);
                    }

                    continue;
                }

                foreach (DecodeJob job in DecodeJob.Split(range))
                {
                    while (jobs.Count > 0 && decodedBytes + job.MemoryBytes > MaxDecodedBytes)
                    {
                        decodedBytes -= await FinishAsync(jobs, ready).ConfigureAwait(false);
                        while (ready.TryDequeue(out FetchedBlob? blob))
                        {
                            yield return blob;
                        }
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    job.Start();
                    jobs.Enqueue(job);
                    decodedBytes += job.MemoryBytes;
                }
            }

            while (jobs.Count > 0)
            {
                await FinishAsync(jobs, ready).ConfigureAwait(false);
                while (ready.TryDequeue(out FetchedBlob? blob))
                {
                    yield return blob;
                }
            }
        }
        finally
        {
            await AbandonAsync(reads, jobs, ready).ConfigureAwait(false);
        }
    }

    private void ReadAhead(IEnumerator<ReadRange> ranges, Queue<Task<RangeBytes>> reads, CancellationToken cancellationToken)
    {
        while (reads.Count < ReadsAhead)
        {
            ReadRange before = ranges.Current;
            if (!ranges.MoveNext())
            {
                return;
            }

            bool isInTurn = _isFasterInOrder && reads.Count > 0 && ranges.Current.Follows(before);
            reads.Enqueue(isInTurn
                ? ReadAfterAsync(reads.Last(), ranges.Current, cancellationToken)
                : RangeBytes.TryReadAsync(backend, ranges.Current, cancellationToken));
        }
    }

    private async Task<RangeBytes> ReadAfterAsync(Task<RangeBytes> before, ReadRange range, CancellationToken cancellationToken)
    {
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // how it ended concerns whoever takes its bytes
        return await RangeBytes.TryReadAsync(backend, range, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<int> FinishAsync(Queue<DecodeJob> jobs, Queue<FetchedBlob> ready)
    {
        DecodeJob job = jobs.Peek();
        foreach (FetchedBlob blob in await job.Result.ConfigureAwait(false))
        {
            ready.Enqueue(blob);
        }

        jobs.Dequeue();
        return job.MemoryBytes;
    }

    // Nothing may still write into pooled memory when the caller goes on. The first error is already on its way to the caller.
    private static async ValueTask AbandonAsync(Queue<Task<RangeBytes>> reads, Queue<DecodeJob> jobs, Queue<FetchedBlob> ready)
    {
        foreach (FetchedBlob blob in ready)
        {
            blob.Dispose();
        }

        foreach (DecodeJob job in jobs)
        {
            await ((Task)job.Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (FetchedBlob blob in job.Result.IsCompletedSuccessfully ? job.Result.Result : [])
            {
                blob.Dispose();
            }
        }

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
