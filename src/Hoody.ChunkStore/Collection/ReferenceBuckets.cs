using System.Buffers;
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
            _ids = ArrayPool<BlobId>.Shared.Rent(_counts.Length * IdsPerBucket);
        }

        int bucket = (int)Math.BigMul((ulong)(IndexKey.Of(id) >> 64), (ulong)_counts.Length, out _);
        int count = _counts[bucket]++;
        _ids[(bucket * IdsPerBucket) + count] = id;
        return count + 1 == IdsPerBucket;
    }

    /// <summary>Empties all buckets, and gives their memory back until a blob is added.</summary>
    internal void Clear()
    {
        _counts.AsSpan().Clear();
        ArrayPool<BlobId>.Shared.Return(_ids);
        _ids = [];
    }
}
