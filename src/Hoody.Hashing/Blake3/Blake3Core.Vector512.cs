using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Blake3;

/// <content>Sixteen lanes in 512-bit registers.</content>
internal static unsafe partial class Blake3Core
{
    // The next sixteen leaves: sixteen streams at once are more than the processor's own prefetcher follows.
    private const int PrefetchDistance = Lanes.Count * LeafLength;

    /// <summary>Compresses the next <paramref name="blockCount"/> blocks of the first sixteen lanes, which then point behind them.</summary>
    private static void CompressLanes512(Lanes* lanes, int blockCount)
    {
        // The message as memory operands, and row c too: the state then fits the registers, and the stores to row c keep the compiler
        // from holding message words in registers from one round to the next.
        byte* buffer = stackalloc byte[(BlockWords + 4 + 1) * sizeof(Vector512<uint>)];
        Vector512<uint>* m = (Vector512<uint>*)Align(buffer, sizeof(Vector512<uint>));
        Vector512<uint>* c = m + BlockWords;

        Vector512<uint> v0 = Vector512.Load(lanes->State), v1 = Vector512.Load(lanes->State + (1 * Lanes.Count));
        Vector512<uint> v2 = Vector512.Load(lanes->State + (2 * Lanes.Count)), v3 = Vector512.Load(lanes->State + (3 * Lanes.Count));
        Vector512<uint> v4 = Vector512.Load(lanes->State + (4 * Lanes.Count)), v5 = Vector512.Load(lanes->State + (5 * Lanes.Count));
        Vector512<uint> v6 = Vector512.Load(lanes->State + (6 * Lanes.Count)), v7 = Vector512.Load(lanes->State + (7 * Lanes.Count));

        for (int block = 0; block < blockCount; block++)
        {
            LoadMessage512((byte**)lanes->Blocks, m);
            c[0] = Vector512.Create(InitialValue0);
            c[1] = Vector512.Create(InitialValue1);
            c[2] = Vector512.Create(InitialValue2);
            c[3] = Vector512.Create(InitialValue3);
            Vector512<uint> v12 = Vector512.Load(lanes->CounterLow), v13 = Vector512.Load(lanes->CounterHigh);
            Vector512<uint> v14 = Vector512.Load(lanes->BlockLength), v15 = Vector512.Load(lanes->Flags);

            Mix(ref v0, ref v4, c, ref v12, m, m + 1);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 2, m + 3);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 4, m + 5);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 6, m + 7);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 8, m + 9);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 10, m + 11);
            Mix(ref v2, ref v7, c, ref v13, m + 12, m + 13);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 14, m + 15);

            Mix(ref v0, ref v4, c, ref v12, m + 2, m + 6);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 3, m + 10);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 7, m);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 4, m + 13);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 1, m + 11);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 12, m + 5);
            Mix(ref v2, ref v7, c, ref v13, m + 9, m + 14);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 15, m + 8);

            Mix(ref v0, ref v4, c, ref v12, m + 3, m + 4);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 10, m + 12);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 13, m + 2);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 7, m + 14);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 6, m + 5);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 9, m);
            Mix(ref v2, ref v7, c, ref v13, m + 11, m + 15);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 8, m + 1);

            Mix(ref v0, ref v4, c, ref v12, m + 10, m + 7);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 12, m + 9);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 14, m + 3);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 13, m + 15);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 4, m);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 11, m + 2);
            Mix(ref v2, ref v7, c, ref v13, m + 5, m + 8);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 1, m + 6);

            Mix(ref v0, ref v4, c, ref v12, m + 12, m + 13);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 9, m + 11);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 15, m + 10);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 14, m + 8);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 7, m + 2);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 5, m + 3);
            Mix(ref v2, ref v7, c, ref v13, m, m + 1);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 6, m + 4);

            Mix(ref v0, ref v4, c, ref v12, m + 9, m + 14);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 11, m + 5);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 8, m + 12);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 15, m + 1);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 13, m + 3);
            Mix(ref v1, ref v6, c + 3, ref v12, m, m + 10);
            Mix(ref v2, ref v7, c, ref v13, m + 2, m + 6);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 4, m + 7);

            Mix(ref v0, ref v4, c, ref v12, m + 11, m + 15);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 5, m);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 1, m + 9);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 8, m + 6);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 14, m + 10);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 2, m + 12);
            Mix(ref v2, ref v7, c, ref v13, m + 3, m + 4);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 7, m + 13);

            v0 ^= c[0];
            v1 ^= c[1];
            v2 ^= c[2];
            v3 ^= c[3];
            v4 ^= v12;
            v5 ^= v13;
            v6 ^= v14;
            v7 ^= v15;
        }

        v0.Store(lanes->State);
        v1.Store(lanes->State + (1 * Lanes.Count));
        v2.Store(lanes->State + (2 * Lanes.Count));
        v3.Store(lanes->State + (3 * Lanes.Count));
        v4.Store(lanes->State + (4 * Lanes.Count));
        v5.Store(lanes->State + (5 * Lanes.Count));
        v6.Store(lanes->State + (6 * Lanes.Count));
        v7.Store(lanes->State + (7 * Lanes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector512<uint> a, ref Vector512<uint> b, Vector512<uint>* c, ref Vector512<uint> d, Vector512<uint>* x, Vector512<uint>* y)
    {
        a = a + b + *x;
        d = Avx512F.RotateRight(d ^ a, 16);
        Vector512<uint> sum = *c + d;
        b = Avx512F.RotateRight(b ^ sum, 12);
        a = a + b + *y;
        d = Avx512F.RotateRight(d ^ a, 8);
        sum += d;
        b = Avx512F.RotateRight(b ^ sum, 7);
        *c = sum;
    }

    /// <summary>Turns the next block of every lane into one vector of each word: a 16 x 16 transposition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadMessage512(byte** blocks, Vector512<uint>* m)
    {
        // First in fours: afterwards m[4q + g] holds, in its 128-bit part p, word 4p + q of the lanes 4g to 4g + 3.
        LoadFour(blocks, m);
        LoadFour(blocks + 4, m + 1);
        LoadFour(blocks + 8, m + 2);
        LoadFour(blocks + 12, m + 3);
        Vector512<uint> a0 = m[0], a1 = m[1], a2 = m[2], a3 = m[3];
        Vector512<uint> b0 = m[4], b1 = m[5], b2 = m[6], b3 = m[7];
        Vector512<uint> c0 = m[8], c1 = m[9], c2 = m[10], c3 = m[11];
        Vector512<uint> d0 = m[12], d1 = m[13], d2 = m[14], d3 = m[15];
        JoinFour(a0, a1, a2, a3, m);
        JoinFour(b0, b1, b2, b3, m + 1);
        JoinFour(c0, c1, c2, c3, m + 2);
        JoinFour(d0, d1, d2, d3, m + 3);

        Vector512<long> step = Vector512.Create((long)BlockLength);
        (Vector512.Load((long*)blocks) + step).Store((long*)blocks);
        (Vector512.Load((long*)blocks + 8) + step).Store((long*)blocks + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadFour(byte** blocks, Vector512<uint>* m)
    {
        Sse.Prefetch0(blocks[0] + PrefetchDistance);
        Sse.Prefetch0(blocks[1] + PrefetchDistance);
        Sse.Prefetch0(blocks[2] + PrefetchDistance);
        Sse.Prefetch0(blocks[3] + PrefetchDistance);
        Vector512<uint> a = Vector512.Load((uint*)blocks[0]);
        Vector512<uint> b = Vector512.Load((uint*)blocks[1]);
        Vector512<uint> c = Vector512.Load((uint*)blocks[2]);
        Vector512<uint> d = Vector512.Load((uint*)blocks[3]);
        Vector512<ulong> abLow = Avx512F.UnpackLow(a, b).AsUInt64();
        Vector512<ulong> abHigh = Avx512F.UnpackHigh(a, b).AsUInt64();
        Vector512<ulong> cdLow = Avx512F.UnpackLow(c, d).AsUInt64();
        Vector512<ulong> cdHigh = Avx512F.UnpackHigh(c, d).AsUInt64();
        m[0] = Avx512F.UnpackLow(abLow, cdLow).AsUInt32();
        m[4] = Avx512F.UnpackHigh(abLow, cdLow).AsUInt32();
        m[8] = Avx512F.UnpackLow(abHigh, cdHigh).AsUInt32();
        m[12] = Avx512F.UnpackHigh(abHigh, cdHigh).AsUInt32();
    }

    /// <summary>A 4 x 4 transposition of 128-bit parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void JoinFour(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, Vector512<uint> d, Vector512<uint>* m)
    {
        Vector512<uint> abLower = Avx512F.Shuffle4x128(a, b, 0b_01_00_01_00);
        Vector512<uint> cdLower = Avx512F.Shuffle4x128(c, d, 0b_01_00_01_00);
        Vector512<uint> abUpper = Avx512F.Shuffle4x128(a, b, 0b_11_10_11_10);
        Vector512<uint> cdUpper = Avx512F.Shuffle4x128(c, d, 0b_11_10_11_10);
        m[0] = Avx512F.Shuffle4x128(abLower, cdLower, 0b_10_00_10_00);
        m[4] = Avx512F.Shuffle4x128(abLower, cdLower, 0b_11_01_11_01);
        m[8] = Avx512F.Shuffle4x128(abUpper, cdUpper, 0b_10_00_10_00);
        m[12] = Avx512F.Shuffle4x128(abUpper, cdUpper, 0b_11_01_11_01);
    }
}
