using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Chunking;

/// <content>64 positions a step in 512-bit registers.</content>
internal static unsafe partial class BoundaryScan
{
    private const int Step512 = 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Find512(byte* data, int start, int end, int share)
    {
        int position = start;
        for (; position <= end - Step512; position += Step512)
        {
            byte* step = data + position;
            Sse.Prefetch0(step + PrefetchDistance);

            // Two loads and shifts between them instead of eight loads: each of those would touch two cache lines. Word w of `last` ends
            // where position 4w + 3 does, and the 16 bytes before every 128-bit part of `last` stand at the same place in `before`.
            Vector512<byte> last = Vector512.Load(step - 1);
            Vector512<byte> before = Vector512.Load(step - 17);
            Vector512<int> h0 = Hash(Avx512BW.AlignRight(last, before, 13), Avx512BW.AlignRight(last, before, 9));
            Vector512<int> h1 = Hash(Avx512BW.AlignRight(last, before, 14), Avx512BW.AlignRight(last, before, 10));
            Vector512<int> h2 = Hash(Avx512BW.AlignRight(last, before, 15), Avx512BW.AlignRight(last, before, 11));
            Vector512<int> h3 = Hash(last, Avx512BW.AlignRight(last, before, 12));

            Vector512<int> lowest = Vector512.Min(Vector512.Min(h0, h1), Vector512.Min(h2, h3));
            if (Vector512.LessThanAny(lowest, Vector512.Create(WindowHash.CandidateCeiling)))
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Hash(Vector512<byte> near, Vector512<byte> far) =>
        (near.AsInt32() * Vector512.Create(WindowHash.NearFactor)) + (far.AsInt32() * Vector512.Create(WindowHash.FarFactor));

    /// <summary>One bit a position, in order: the comparison of hash 4w + i becomes byte i of word w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Candidates(Vector512<int> h0, Vector512<int> h1, Vector512<int> h2, Vector512<int> h3)
    {
        Vector512<int> ceiling = Vector512.Create(WindowHash.CandidateCeiling);
        Vector512<uint> bytes = (Vector512.LessThan(h0, ceiling).AsUInt32() & Vector512.Create(0x000000FFu))
            | (Vector512.LessThan(h1, ceiling).AsUInt32() & Vector512.Create(0x0000FF00u))
            | (Vector512.LessThan(h2, ceiling).AsUInt32() & Vector512.Create(0x00FF0000u))
            | (Vector512.LessThan(h3, ceiling).AsUInt32() & Vector512.Create(0xFF000000u));
        return bytes.AsByte().ExtractMostSignificantBits();
    }
}
