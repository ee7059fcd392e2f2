using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Chunking;

/// <summary>Finds the next position that its last 32 bytes make a boundary: nearly all the time that chunking takes.</summary>
/// <remarks>
/// The vector versions look for candidates in blocks of 16 steps of 64 positions and only then verify those of the block, in order. On
/// bytes never seen before no predictor knows where candidates are: a branch for every step is mispredicted once for every candidate,
/// and that cost two fifths of the speed, far more than the half block judged in vain behind every cut.
/// </remarks>
internal static unsafe partial class BoundaryScan
{
    private const int StepLength = 64;
    private const int StepsPerBlock = 16;

    // A page. The processor's own prefetcher does not follow a scan that begins anew, a minimum further on, for every chunk.
    private const int PrefetchDistance = 4096;
    private const int CacheLineLength = 64;

    /// <summary>A vector width's part: judging the 64 positions from <c>step</c> on by the bytes before each.</summary>
    internal interface IStep
    {
        static abstract bool HasCandidate(byte* step);

        /// <summary>One bit a position, in order.</summary>
        static abstract ulong Candidates(byte* step);
    }

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
                512 => FindInBlocks<Step512>(first, start, end, share),
                256 => FindInBlocks<Step256>(first, start, end, share),
                128 => FindInBlocks<Step128>(first, start, end, share),
                _ => FindScalar(data, start, end, share),
            };
        }
    }

    /// <summary>Asks for the bytes that a scan reads first, up to where its own prefetching takes over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(ReadOnlySpan<byte> data, int start)
    {
        fixed (byte* first = data)
        {
            for (int offset = 0; offset < PrefetchDistance; offset += CacheLineLength)
            {
                Prefetch(first + start + offset);
            }
        }
    }

    // Compiled with all optimisation at first use. Left to the runtime, the loops of a program's first half gigabyte stay unoptimised, at
    // a fifth of the speed; profiling has nothing to add to them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int FindInBlocks<TStep>(byte* data, int start, int end, int share)
        where TStep : struct, IStep
    {
        int position = start;
        while (position <= end - StepLength)
        {
            byte* block = data + position;
            int stepCount = Math.Min((end - position) / StepLength, StepsPerBlock);
            uint hits = 0;
            for (int step = 0; step < stepCount; step++)
            {
                byte* next = block + (step * StepLength);
                Prefetch(next + PrefetchDistance);
                hits |= (TStep.HasCandidate(next) ? 1u : 0u) << step;
            }

            for (; hits != 0; hits &= hits - 1)
            {
                int step = BitOperations.TrailingZeroCount(hits) * StepLength;
                for (ulong candidates = TStep.Candidates(block + step); candidates != 0; candidates &= candidates - 1)
                {
                    int index = step + BitOperations.TrailingZeroCount(candidates);
                    if (IsBoundary(block + index, share))
                    {
                        return position + index;
                    }
                }
            }

            position += stepCount * StepLength;
        }

        return FindScalar(new ReadOnlySpan<byte>(data, end), position, end, share);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBoundary(byte* position, int share) =>
        WindowHash.Score(new ReadOnlySpan<byte>(position - WindowHash.WindowLength, WindowHash.WindowLength)) < share;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* address)
    {
        if (Sse.IsSupported)
        {
            // A hint, which never faults: it may point behind the data.
            Sse.Prefetch0(address);
        }
    }
}
