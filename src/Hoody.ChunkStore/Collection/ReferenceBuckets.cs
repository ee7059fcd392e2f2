using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Collection;

/// <summary>Blobs that are to be looked up, kept by the leading bits of their ids until many that are close to each other can be looked up together.</summary>
/// <remarks>
/// Ids are hashes, so one look-up after another would miss the processor's caches each time, and wait for the disk when the index is not in memory. A
/// bucket touches one stretch of the index, a few hundred KiB. 16 MiB for a large store, 16 KiB for a small one.
/// </remarks>
internal sealed class ReferenceBuckets
{
    private const int IdsPerBucket = 512;
    private const int MaxBuckets = 1024;

    // About what the second-level cache takes of an index.
    private const int EntriesPerBucket = 16 << 10;

    // What the last marking used, for the next one, unless the garbage collector takes it first. Not the shared pool: that keeps an array for each thread that gives one
    // back, and threads change at every wait.
    private static WeakReference<BlobId[]>? s_left;

    private readonly int[] _counts;
    private BlobId[] _ids = [];

    /// <param name="entryCount">The entries of the index that will be asked.</param>
    internal ReferenceBuckets(long entryCount)
    {
        _counts = new int[(int)Math.Clamp(entryCount / EntriesPerBucket, 1, MaxBuckets)];
    }

    internal int Count => _counts.Length;

    internal ReadOnlyMemory<BlobId> this[int bucket] =>
        _counts[bucket] == 0 ? default : _ids.AsMemory(bucket * IdsPerBucket, _counts[bucket]);

    /// <summary>Adds a blob; true when its bucket is full by it: look all of them up, and clear them, before the next one.</summary>
    internal bool Add(BlobId id)
    {
        if (_ids.Length == 0)
        {
            _ids = Take(_counts.Length * IdsPerBucket);
        }

        int bucket = (int)Math.BigMul((ulong)(IndexKey.Of(id) >> 64), (ulong)_counts.Length, out _);
        int count = _counts[bucket]++;
        _ids[(bucket * IdsPerBucket) + count] = id;
        return count + 1 == IdsPerBucket;
    }

    /// <summary>Empties all buckets.</summary>
    internal void Clear() => _counts.AsSpan().Clear();

    /// <summary>Gives the memory of empty buckets back, until a blob is added.</summary>
    internal void Release()
    {
        if (_ids.Length > 0)
        {
            Volatile.Write(ref s_left, new WeakReference<BlobId[]>(_ids));
            _ids = [];
        }
    }

    private static BlobId[] Take(int length) =>
        Interlocked.Exchange(ref s_left, null) is { } left && left.TryGetTarget(out BlobId[]? ids) && ids.Length >= length
            ? ids
            : GC.AllocateUninitializedArray<BlobId>(length);
}
