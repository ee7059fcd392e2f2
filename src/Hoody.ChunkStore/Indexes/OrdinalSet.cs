using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Indexes;

/// <summary>A set of numbers below a limit, one bit each: 2 MiB for the blobs of a store of 16 million. Thread-safe; who disposes it knows that nobody looks at it any more.</summary>
internal sealed class OrdinalSet : IDisposable
{
    private readonly int _wordCount;
    private byte[] _bytes; // rented: so long an array, made for each collection, would be garbage that is seldom collected

    /// <param name="limit">One more than the highest number.</param>
    internal OrdinalSet(long limit)
    {
        _wordCount = checked((int)((limit + 63) >> 6));
        _bytes = LongArrays.Rent(checked(_wordCount * sizeof(ulong)));
        Words.Clear();
    }

    private Span<ulong> Words => MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan())[.._wordCount];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Contains(long ordinal) => (Volatile.Read(ref Words[(int)(ordinal >> 6)]) & Bit(ordinal)) != 0;

    /// <summary>False when it was in the set already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Add(long ordinal) => (Interlocked.Or(ref Words[(int)(ordinal >> 6)], Bit(ordinal)) & Bit(ordinal)) == 0;

    /// <summary>Adds those that are not negative. Fastest where neighbours are close to each other: a locked operation costs as much as a look-up.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal void AddAll(ReadOnlySpan<long> ordinals)
    {
        Span<ulong> words = Words;
        (long word, ulong bits) = (0, 0);
        foreach (long ordinal in ordinals)
        {
            if (ordinal >> 6 != word)
            {
                if (bits != 0)
                {
                    Interlocked.Or(ref words[(int)word], bits);
                }

                (word, bits) = (Math.Max(ordinal >> 6, 0), 0);
            }

            bits |= ordinal >= 0 ? Bit(ordinal) : 0;
        }

        if (bits != 0)
        {
            Interlocked.Or(ref words[(int)word], bits);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
        {
            LongArrays.Return(bytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bit(long ordinal) => 1UL << (int)(ordinal & 63);
}
