using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Indexes;

namespace Hoody.ChunkStore.Tests.Collection;

public sealed class ReferenceBucketsTests
{
    private readonly ReferenceBuckets _buckets = new(entryCount: 1 << 20);
    private readonly BlobId[] _taken = new BlobId[ReferenceBuckets.MaxIdsPerBucket];

    [Fact]
    public void What_was_added_is_in_the_buckets_each_of_which_has_neighbours()
    {
        BlobId[] ids = [.. Enumerable.Range(0, 5000).Select(Id)];
        Assert.All(ids, id => Assert.False(_buckets.Add(id)));
        List<BlobId[]> found = [.. TakeAll()];
        Assert.Equal(ids.ToHashSet(), found.SelectMany(bucket => bucket).ToHashSet());
        Assert.Equal(ids.Length, found.Sum(bucket => bucket.Length));
        UInt128[] keys = [.. found.OrderBy(bucket => bucket.Max()).SelectMany(bucket => bucket.Select(id => IndexKey.Of(id)).Order())];
        Assert.Equal(keys.Order(), keys);
    }

    [Fact]
    public void A_full_bucket_is_the_one_that_is_taken()
    {
        _buckets.Add(Id(2));
        while (!_buckets.Add(Id(1)))
        {
        }

        Assert.Equal(_taken.Length, _buckets.Take(_taken));
        Assert.All(_taken, id => Assert.Equal(Id(1), id));
        Assert.Equal(1, _buckets.Count);
    }

    [Fact]
    public void Where_the_stock_is_used_up_a_bucket_gives_room_and_nothing_is_lost()
    {
        Dictionary<BlobId, int> waiting = [];
        int counted = 0;
        for (int number = 0; number < 100_000; number++)
        {
            waiting.Add(Id(number), number);
            if (_buckets.Add(Id(number)))
            {
                counted++;
                Assert.All(_taken[.._buckets.Take(_taken)], id => Assert.True(waiting.Remove(id)));
            }
        }

        Assert.True(counted > 10);
        Assert.Equal(waiting.Count, _buckets.Count);
        Assert.Equal(waiting.Keys.ToHashSet(), TakeAll().SelectMany(bucket => bucket).ToHashSet());
    }

    [Fact]
    public void Buckets_that_were_emptied_and_given_back_take_blobs_again()
    {
        What_was_added_is_in_the_buckets_each_of_which_has_neighbours();
        Assert.Equal((0, 0), (_buckets.Count, _buckets.Take(_taken)));
        _buckets.Release();
        What_was_added_is_in_the_buckets_each_of_which_has_neighbours();
    }

    private static BlobId Id(int number) => BlobId.Compute(BlobKind.Chunk, BitConverter.GetBytes(number));

    private IEnumerable<BlobId[]> TakeAll()
    {
        while (_buckets.Take(_taken) is > 0 and int count)
        {
            yield return _taken[..count];
        }
    }
}
