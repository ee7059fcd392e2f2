using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Collection;

/// <summary>Blobs that are to be looked up, kept by the leading bits of their ids until many that are close to each other can be looked up together.</summary>
/// <remarks>
/// Ids are hashes, so one look-up after another would miss the processor's caches each time, and wait for the disk when the index is not in memory. A
/// bucket touches one stretch of the index, a few hundred KiB. All buckets share one stock of memory, and are emptied one by one, in their order: the one
/// whose turn it is then holds about twice the mean, and the index is read from front to back, again and again.
/// 8 MiB for a large store, 16 KiB for a small one.
/// </remarks>
internal sealed class ReferenceBuckets
{
    /// <summary>What a bucket holds at most.</summary>
    internal const int MaxIdsPerBucket = 2048;

    private const int MaxBuckets = 512;
    private const int MeanIdsPerBucket = 512;

    // Small beside what a bucket holds: on average each leaves half of one empty.
    private const int IdsPerSegment = 32;

    // About what the second-level cache takes of an index.
    private const int EntriesPerBucket = 16 << 10;

    // What the last marking used, for the next one, unless the garbage collector takes it first. Not the shared pool: that keeps an array for each thread that gives one
    // back, and threads change at every wait.
    private static WeakReference<BlobId[]>? s_left;

    private readonly int[] _counts;
    private readonly int[] _lastSegments;
    private readonly int[] _next; // of a segment in its bucket, or among those that are free
    private BlobId[] _ids = [];
    private int _firstFree;
    private int _count;
    private int _turn;

    /// <param name="entryCount">The entries of the index that will be asked.</param>
    internal ReferenceBuckets(long entryCount)
    {
        _counts = new int[(int)Math.Clamp(entryCount / EntriesPerBucket, 1, MaxBuckets)];
        _lastSegments = new int[_counts.Length];
        _next = new int[_counts.Length * (MeanIdsPerBucket / IdsPerSegment)];
        for (int i = 0; i < _next.Length; i++)
        {
            _next[i] = i + 1;
        }
    }

    /// <summary>The blobs in all buckets.</summary>
    internal int Count => _count;

    /// <summary>Adds a blob; true when there is no room for another one: take a bucket first.</summary>
    internal bool Add(in BlobId id)
    {
        if (_ids.Length == 0)
        {
            _ids = Rent(_next.Length * IdsPerSegment);
        }

        int bucket = (int)Math.BigMul((ulong)(IndexKey.Of(id) >> 64), (ulong)_counts.Length, out _);
        int count = _counts[bucket]++;
        int position = count % IdsPerSegment;
        if (position == 0)
        {
            int segment = _firstFree;
            (_firstFree, _next[segment], _lastSegments[bucket]) = (_next[segment], _lastSegments[bucket], segment);
        }

        _ids[(_lastSegments[bucket] * IdsPerSegment) + position] = id;
        _count++;
        return _firstFree == _next.Length || count + 1 == MaxIdsPerBucket;
    }

    /// <summary>Moves the blobs of one bucket that holds no fewer than the mean: the next one in order. Of a full one, if that is why there is no room.</summary>
    /// <returns>How many; 0 when there are none.</returns>
    internal int Take(Span<BlobId> destination)
    {
        if (_count == 0)
        {
            return 0;
        }

        int bucket = Array.IndexOf(_counts, MaxIdsPerBucket);
        if (bucket < 0)
        {
            int mean = (_count + _counts.Length - 1) / _counts.Length;
            while (_counts[_turn] < mean)
            {
                _turn = (_turn + 1) % _counts.Length;
            }

            bucket = _turn;
            _turn = (_turn + 1) % _counts.Length;
        }

        return Take(bucket, destination);
    }

    /// <summary>Gives the memory of empty buckets back, until a blob is added.</summary>
    internal void Release()
    {
        if (_ids.Length > 0)
        {
            Volatile.Write(ref s_left, new WeakReference<BlobId[]>(_ids));
            _ids = [];
        }
    }

    private int Take(int bucket, Span<BlobId> destination)
    {
        int count = _counts[bucket];
        for (int left = count; left > 0;)
        {
            int segment = _lastSegments[bucket];
            int length = ((left - 1) % IdsPerSegment) + 1;
            left -= length;
            _ids.AsSpan(segment * IdsPerSegment, length).CopyTo(destination[left..]);
            (_lastSegments[bucket], _next[segment], _firstFree) = (_next[segment], _firstFree, segment);
        }

        _counts[bucket] = 0;
        _count -= count;
        return count;
    }

    private static BlobId[] Rent(int length) =>
        Interlocked.Exchange(ref s_left, null) is { } left && left.TryGetTarget(out BlobId[]? ids) && ids.Length >= length
            ? ids
            : GC.AllocateUninitializedArray<BlobId>(length);
}
