using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Chunking;

/// <summary>Finds the next position that its last 32 bytes make a boundary: nearly all the time that chunking takes.</summary>
/// <remarks>
/// A vector version judges a step's positions at once: four vectors of hashes, one for each position modulo 4, since a vector of 32-bit
/// words begins a word every fourth byte. Their minimum decides, with one branch, whether the step holds a candidate. About one step in
/// eight does; its candidates are verified in order and the scan goes on behind the step, not behind the candidate: 25 to 50 % faster.
/// They are compiled with all optimisation at first use. Left to the runtime, the loops of a program's first half gigabyte stay
/// unoptimised, at a fifth of the speed; profiling has nothing to add to a loop with one branch.
/// </remarks>
internal static unsafe partial class BoundaryScan
{
    // A page. The processor's own prefetcher does not follow a scan that begins anew, a minimum further on, for every chunk.
    private const int PrefetchDistance = 4096;
    private const int CacheLineLength = 64;

    /// <summary>The widest vectors that this processor scans in: 512, 256 or 128 bits, or 0 for none.</summary>
    public static int MaxVectorBits =>
        !BitConverter.IsLittleEndian ? 0
        : Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;

    /// <summary>The first boundary in [<paramref name="start"/>, <paramref name="end"/>), or <paramref name="end"/>.</summary>
    /// <param name="data">The bytes; position p is judged by the 32 bytes before it, so <paramref name="start"/> is at least 32.</param>
    /// <param name="start">The first position to judge.</param>
    /// <param name="end">The first position not to judge; at most the length of <paramref name="data"/>.</param>
    /// <param name="share">Of 65,536 candidates, how many are boundaries.</param>
    /// <param name="vectorBits">At most <see cref="MaxVectorBits"/>; any width finds the same boundary.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(ReadOnlySpan<byte> data, int start, int end, int share, int vectorBits)
    {
        Debug.Assert(start >= WindowHash.WindowLength, "The first position has no whole window.");
        fixed (byte* first = data[..end])
        {
            return vectorBits switch
            {
                512 => Find512(first, start, end, share),
                256 => Find256(first, start, end, share),
                128 => Find128(first, start, end, share),
                _ => FindScalar(data, start, end, share),
            };
        }
    }

    /// <summary>Asks for the bytes that a scan reads first, up to where its own prefetching takes over.</summary>
    public static void Prefetch(ReadOnlySpan<byte> data, int start)
    {
        if (Sse.IsSupported)
        {
            fixed (byte* first = data)
            {
                for (int offset = 0; offset < PrefetchDistance; offset += CacheLineLength)
                {
                    // Beyond the end it is a hint without effect: prefetching never faults.
                    Sse.Prefetch0(first + start + offset);
                }
            }
        }
    }

    /// <summary>The first of a step's candidates, one a bit, that is a boundary; -1 when none is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstBoundary(byte* step, ulong candidates, int share)
    {
        for (; candidates != 0; candidates &= candidates - 1)
        {
            int index = BitOperations.TrailingZeroCount(candidates);
            if (WindowHash.Score(new ReadOnlySpan<byte>(step + index - WindowHash.WindowLength, WindowHash.WindowLength)) < share)
            {
                return index;
            }
        }

        return -1;
    }
}
