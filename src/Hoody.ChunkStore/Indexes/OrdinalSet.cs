using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Indexes;

/// <summary>A set of numbers below a limit, one bit each: 2 MiB for the blobs of a store of 16 million. Thread-safe.</summary>
/// <param name="limit">One more than the highest number.</param>
internal sealed class OrdinalSet(long limit)
{
    private readonly ulong[] _words = new ulong[checked((int)((limit + 63) >> 6))];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Contains(long ordinal) => (Volatile.Read(ref _words[ordinal >> 6]) & Bit(ordinal)) != 0;

    /// <summary>False when it was in the set already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Add(long ordinal) => (Interlocked.Or(ref _words[ordinal >> 6], Bit(ordinal)) & Bit(ordinal)) == 0;

    /// <summary>Adds those that are not negative. Fastest where neighbours are close to each other: a locked operation costs as much as a look-up.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal void AddAll(ReadOnlySpan<long> ordinals)
    {
        (long word, ulong bits) = (0, 0);
        foreach (long ordinal in ordinals)
        {
            if (ordinal >> 6 != word)
            {
                if (bits != 0)
                {
                    Interlocked.Or(ref _words[word], bits);
                }

                (word, bits) = (Math.Max(ordinal >> 6, 0), 0);
            }

            bits |= ordinal >= 0 ? Bit(ordinal) : 0;
        }

        if (bits != 0)
        {
            Interlocked.Or(ref _words[word], bits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bit(long ordinal) => 1UL << (int)(ordinal & 63);
}
