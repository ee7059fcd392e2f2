using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Chunking;

/// <content>64 positions a step, twice four vectors, in 256-bit registers.</content>
internal static unsafe partial class BoundaryScan
{
    private const int Step256 = 64;
    private const int Half256 = Step256 / 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Find256(byte* data, int start, int end, int share)
    {
        int position = start;
        for (; position <= end - Step256; position += Step256)
        {
            byte* step = data + position;
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(step + PrefetchDistance);
            }

            Vector256<int> a0 = Hash256(step), a1 = Hash256(step + 1), a2 = Hash256(step + 2), a3 = Hash256(step + 3);
            byte* half = step + Half256;
            Vector256<int> b0 = Hash256(half), b1 = Hash256(half + 1), b2 = Hash256(half + 2), b3 = Hash256(half + 3);

            Vector256<int> lowestA = Vector256.Min(Vector256.Min(a0, a1), Vector256.Min(a2, a3));
            Vector256<int> lowestB = Vector256.Min(Vector256.Min(b0, b1), Vector256.Min(b2, b3));
            if (Vector256.LessThanAny(Vector256.Min(lowestA, lowestB), Vector256.Create(WindowHash.CandidateCeiling)))
            {
                ulong candidates = Candidates(a0, a1, a2, a3) | ((ulong)Candidates(b0, b1, b2, b3) << Half256);
                int index = FirstBoundary(step, candidates, share);
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
    private static Vector256<int> Hash256(byte* position) =>
        (Vector256.Load((int*)(position - 4)) * Vector256.Create(WindowHash.NearFactor))
        + (Vector256.Load((int*)(position - 8)) * Vector256.Create(WindowHash.FarFactor));

    /// <summary>One bit a position, in order: the comparison of hash 4w + i becomes byte i of word w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Candidates(Vector256<int> h0, Vector256<int> h1, Vector256<int> h2, Vector256<int> h3)
    {
        Vector256<int> ceiling = Vector256.Create(WindowHash.CandidateCeiling);
        Vector256<uint> bytes = (Vector256.LessThan(h0, ceiling).AsUInt32() & Vector256.Create(0x000000FFu))
            | (Vector256.LessThan(h1, ceiling).AsUInt32() & Vector256.Create(0x0000FF00u))
            | (Vector256.LessThan(h2, ceiling).AsUInt32() & Vector256.Create(0x00FF0000u))
            | (Vector256.LessThan(h3, ceiling).AsUInt32() & Vector256.Create(0xFF000000u));
        return bytes.AsByte().ExtractMostSignificantBits();
    }
}
