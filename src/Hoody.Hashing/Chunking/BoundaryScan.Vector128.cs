using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hoody.Hashing.Chunking;

/// <content>16 positions a step in 128-bit registers, of x86 and ARM alike.</content>
internal static unsafe partial class BoundaryScan
{
    // Not 64 as in wider registers: sixteen vectors of hashes do not stay in sixteen registers, and the scan is a sixth slower.
    private const int Step128 = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Find128(byte* data, int start, int end, int share)
    {
        int position = start;
        for (; position <= end - Step128; position += Step128)
        {
            byte* step = data + position;
            Vector128<int> h0 = Hash128(step), h1 = Hash128(step + 1), h2 = Hash128(step + 2), h3 = Hash128(step + 3);
            Vector128<int> lowest = Vector128.Min(Vector128.Min(h0, h1), Vector128.Min(h2, h3));
            if (Vector128.LessThanAny(lowest, Vector128.Create(WindowHash.CandidateCeiling)))
            {
                int index = FirstBoundary(step, Candidates(h0, h1, h2, h3), share);
                if (index >= 0)
                {
                    return position + index;
                }
            }
        }

        return FindScalar(new ReadOnlySpan<byte>(data, end), position, end, share);
    }

    /// <summary>The hashes of every fourth position from <paramref name="position"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Hash128(byte* position) =>
        (Vector128.Load((int*)(position - 4)) * Vector128.Create(WindowHash.NearFactor))
        + (Vector128.Load((int*)(position - 8)) * Vector128.Create(WindowHash.FarFactor));

    /// <summary>One bit a position, in order: the comparison of hash 4w + i becomes byte i of word w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Candidates(Vector128<int> h0, Vector128<int> h1, Vector128<int> h2, Vector128<int> h3)
    {
        Vector128<int> ceiling = Vector128.Create(WindowHash.CandidateCeiling);
        Vector128<uint> bytes = (Vector128.LessThan(h0, ceiling).AsUInt32() & Vector128.Create(0x000000FFu))
            | (Vector128.LessThan(h1, ceiling).AsUInt32() & Vector128.Create(0x0000FF00u))
            | (Vector128.LessThan(h2, ceiling).AsUInt32() & Vector128.Create(0x00FF0000u))
            | (Vector128.LessThan(h3, ceiling).AsUInt32() & Vector128.Create(0xFF000000u));
        return bytes.AsByte().ExtractMostSignificantBits();
    }
}
