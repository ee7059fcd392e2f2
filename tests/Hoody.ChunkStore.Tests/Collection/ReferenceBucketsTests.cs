using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Tests.Collection;

public sealed class ReferenceBucketsTests
{
    private readonly ReferenceBuckets _buckets = new(entryCount: 1 << 20);

    [Fact]
    public void What_was_added_is_in_the_buckets_each_of_which_has_neighbours()
    {
        BlobId[] ids = Add(5000);
        BlobId[][] found = [.. Enumerable.Range(0, _buckets.Count).Select(bucket => _buckets[bucket].ToArray())];
        Assert.Equal(ids.ToHashSet(), found.SelectMany(bucket => bucket).ToHashSet());
        Assert.Equal(ids.Length, found.Sum(bucket => bucket.Length));
        UInt128[] keys = [.. found.SelectMany(bucket => bucket.Select(id => IndexKey.Of(id)).Order())];
        Assert.Equal(keys.Order(), keys);
    }

    [Fact]
    public void A_full_bucket_is_told_of()
    {
        BlobId id = BlobId.Compute(BlobKind.Chunk, [1]);
        int count = 1;
        while (!_buckets.Add(id))
        {
            count++;
        }

        Assert.Equal(count, Enumerable.Range(0, _buckets.Count).Max(bucket => _buckets[bucket].Length));
    }

    [Fact]
    public void Buckets_that_were_emptied_and_given_back_take_blobs_again()
    {
        Add(100);
        _buckets.Clear();
        Assert.All(Enumerable.Range(0, _buckets.Count), bucket => Assert.True(_buckets[bucket].IsEmpty));
        _buckets.Release();
        What_was_added_is_in_the_buckets_each_of_which_has_neighbours();
    }

    private BlobId[] Add(int count)
    {
        BlobId[] ids = [.. Enumerable.Range(0, count).Select(i => BlobId.Compute(BlobKind.Chunk, BitConverter.GetBytes(i)))];
        Assert.All(ids, id => Assert.False(_buckets.Add(id)));
        return ids;
    }
}
