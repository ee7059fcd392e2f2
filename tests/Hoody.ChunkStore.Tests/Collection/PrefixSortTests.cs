using FsCheck.Xunit;
using Hoody.ChunkStore.Collection;

namespace Hoody.ChunkStore.Tests.Collection;

public sealed class PrefixSortTests
{
    [Property(MaxTest = 60)]
    public void It_sorts_and_drops_what_is_there_twice(int seed, byte bits, bool isLong)
    {
        Random random = new(seed);
        ulong lowest = (ulong)random.NextInt64();
        ulong[] prefixes = [.. Enumerable.Range(0, random.Next(isLong ? 20_000 : 5000)).Select(_ => lowest + ((ulong)random.NextInt64() >> (bits % 64)))];
        AssertSorted(prefixes);
    }

    [Fact]
    public void Neither_the_lowest_nor_the_highest_is_lost() => AssertSorted([.. Enumerable.Range(0, 5000).SelectMany(i => new[] { (ulong)i, ulong.MaxValue - (ulong)i })]);

    [Fact]
    public void What_is_all_the_same_is_one() => AssertSorted([.. Enumerable.Repeat(ulong.MaxValue, 10_000)]);

    /// <summary>Chosen by somebody: equal in all bits that are counted.</summary>
    [Fact]
    public void What_differs_only_at_the_end_is_sorted_too()
    {
        Random random = new(1);
        AssertSorted([0, .. Enumerable.Range(0, 20_000).Select(_ => ulong.MaxValue - (ulong)random.Next(1 << 20))]);
    }

    private static void AssertSorted(ulong[] prefixes)
    {
        ulong[] expected = [.. prefixes.Distinct().Order()];
        int count = PrefixSort.SortDistinct(prefixes, new ulong[prefixes.Length]);
        Assert.Equal(expected, prefixes[..count]);
    }
}
