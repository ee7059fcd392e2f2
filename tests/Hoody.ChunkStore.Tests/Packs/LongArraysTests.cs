using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Tests.Packs;

/// <summary>The pool of long arrays: what it gives out is long enough and nobody else's, and what it keeps is bounded.</summary>
public sealed class LongArraysTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(LongArrays.ShortLength)]
    [InlineData(LongArrays.ShortLength + 1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(2 << 20)]
    [InlineData((16 << 20) + 100)]
    [InlineData(LongArrays.MaxKeptBytes + 1)]
    public void An_array_is_long_enough_and_at_most_half_as_long_again(int length)
    {
        byte[] array = LongArrays.Rent(length);
        int most = length > LongArrays.ShortLength ? length + (length / 2) : Math.Max(2 * length, 16);
        Assert.InRange(array.Length, length, most);
        LongArrays.Return(array);
    }

    [Fact]
    public void Two_users_never_have_the_same_array()
    {
        // Other tests beside this one use the pool too: that only makes it harder.
        Parallel.For(0, 64, user =>
        {
            for (int round = 0; round < 200; round++)
            {
                byte[] array = LongArrays.Rent((round % 4 + 1) * 50_000);
                array.AsSpan().Fill((byte)user);
                Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept((byte)user));
                LongArrays.Return(array);
            }
        });
    }

    [Fact]
    public void What_is_returned_beyond_the_bound_goes_to_the_garbage_collector()
    {
        const int Length = 1 << 20;
        const int Count = 4 * (LongArrays.MaxKeptBytes / Length);
        WeakReference[] returned = RentAndReturn(Count, Length);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.InRange(returned.Count(array => array.IsAlive), 0, Count / 2); // a test beside this one may have some of them by now
    }

    // A method of its own, so that no local keeps an array alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] RentAndReturn(int count, int length)
    {
        byte[][] arrays = [.. Enumerable.Range(0, count).Select(_ => LongArrays.Rent(length))];
        Array.ForEach(arrays, LongArrays.Return);
        return [.. arrays.Select(array => new WeakReference(array))];
    }
}
