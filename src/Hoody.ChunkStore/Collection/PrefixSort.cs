using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Collection;

/// <summary>Sorts the first eight bytes of many ids: hashes, so that a few bits tell nearly all of them apart.</summary>
/// <remarks>By counting, in two rounds over the bits in which the lowest and the highest differ first; then what still stands wrong, by comparing. About 10 ns each.</remarks>
internal static class PrefixSort
{
    private const int BitsPerRound = 11;
    private const int Buckets = 1 << BitsPerRound;

    // Counting costs as much as a few thousand.
    private const int MinCounted = 4096;

    /// <summary>Sorts, and drops what is there twice.</summary>
    /// <param name="prefixes">What to sort; what is behind the result has no meaning any more.</param>
    /// <param name="scratch">As much room.</param>
    /// <returns>How many are left, from the first on.</returns>
    [MethodImpl(AtFirstUse.Optimized)]
    internal static int SortDistinct(Span<ulong> prefixes, Span<ulong> scratch)
    {
        if (prefixes.Length >= MinCounted)
        {
            SortByCounting(prefixes, scratch[..prefixes.Length]);
        }
        else
        {
            prefixes.Sort();
        }

        int count = 0;
        foreach (ulong prefix in prefixes)
        {
            if (count == 0 || prefixes[count - 1] != prefix)
            {
                prefixes[count++] = prefix;
            }
        }

        return count;
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private static void SortByCounting(Span<ulong> prefixes, Span<ulong> scratch)
    {
        (ulong lowest, ulong highest) = (ulong.MaxValue, 0);
        foreach (ulong prefix in prefixes)
        {
            lowest = Math.Min(lowest, prefix);
            highest = Math.Max(highest, prefix);
        }

        // Relative to the lowest: prefixes of a narrow range may lie on both sides of a power of two.
        int shift = Math.Max(64 - BitOperations.LeadingZeroCount(highest - lowest) - (2 * BitsPerRound), 0);
        Count(prefixes, scratch, lowest, shift);
        Count(scratch, prefixes, lowest, shift + BitsPerRound);

        // What is equal in those bits is in no order: mostly two or three, and many only where somebody has chosen contents.
        for (int first = 0, end; first < prefixes.Length; first = end)
        {
            end = first + 1;
            bool isSorted = true;
            while (end < prefixes.Length && (prefixes[end] - lowest) >> shift == (prefixes[first] - lowest) >> shift)
            {
                isSorted &= prefixes[end - 1] <= prefixes[end];
                end++;
            }

            if (!isSorted)
            {
                prefixes[first..end].Sort();
            }
        }
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private static void Count(ReadOnlySpan<ulong> from, Span<ulong> to, ulong lowest, int shift)
    {
        Span<int> next = stackalloc int[Buckets];
        next.Clear();
        foreach (ulong prefix in from)
        {
            next[(int)((prefix - lowest) >> shift) & (Buckets - 1)]++;
        }

        int sum = 0;
        foreach (ref int position in next)
        {
            (position, sum) = (sum, sum + position);
        }

        foreach (ulong prefix in from)
        {
            to[next[(int)((prefix - lowest) >> shift) & (Buckets - 1)]++] = prefix;
        }
    }
}
