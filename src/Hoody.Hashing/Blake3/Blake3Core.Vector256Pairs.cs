using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Blake3;

/// <content>Sixteen lanes in pairs of 256-bit registers, for processors that have 32 of these but prefer not to use wider ones.</content>
internal static unsafe partial class Blake3Core
{
    /// <inheritdoc cref="CompressLanes"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompressLanes256Pairs(Lanes* lanes, int blockCount, Blake3Flags first, Blake3Flags last)
    {
        // Two independent halves, because one alone waits for its own results. A store between the rounds keeps the compiler from
        // holding message words in registers from one round to the next.
        byte* buffer = stackalloc byte[((2 * BlockWords) + 2) * sizeof(Vector256<uint>)];
        Vector256<uint>* m = (Vector256<uint>*)Align(buffer, sizeof(Vector256<uint>));
        Vector256<uint>* n = m + BlockWords;
        Vector256<uint>* unused = n + BlockWords;

        Vector256<uint> v0 = Vector256.Load(lanes->State), v1 = Vector256.Load(lanes->State + (1 * Lanes.Count));
        Vector256<uint> v2 = Vector256.Load(lanes->State + (2 * Lanes.Count)), v3 = Vector256.Load(lanes->State + (3 * Lanes.Count));
        Vector256<uint> v4 = Vector256.Load(lanes->State + (4 * Lanes.Count)), v5 = Vector256.Load(lanes->State + (5 * Lanes.Count));
        Vector256<uint> v6 = Vector256.Load(lanes->State + (6 * Lanes.Count)), v7 = Vector256.Load(lanes->State + (7 * Lanes.Count));
        Vector256<uint> w0 = Vector256.Load(lanes->State + 8), w1 = Vector256.Load(lanes->State + (1 * Lanes.Count) + 8);
        Vector256<uint> w2 = Vector256.Load(lanes->State + (2 * Lanes.Count) + 8);
        Vector256<uint> w3 = Vector256.Load(lanes->State + (3 * Lanes.Count) + 8);
        Vector256<uint> w4 = Vector256.Load(lanes->State + (4 * Lanes.Count) + 8);
        Vector256<uint> w5 = Vector256.Load(lanes->State + (5 * Lanes.Count) + 8);
        Vector256<uint> w6 = Vector256.Load(lanes->State + (6 * Lanes.Count) + 8);
        Vector256<uint> w7 = Vector256.Load(lanes->State + (7 * Lanes.Count) + 8);
        nint far = blockCount > 1 ? FarPrefetchDistance256 : 0; // Behind a list of parents lies nothing that is wanted.
        uint extraFlags = (uint)first;

        for (int block = 1; block <= blockCount; block++)
        {
            LoadMessage256((byte**)lanes->Blocks, m, far);
            LoadMessage256((byte**)lanes->Blocks + 8, n, far);
            if (block == blockCount)
            {
                extraFlags |= (uint)last;
            }

            Vector256<uint> v8 = Vector256.Create(InitialValue0), v9 = Vector256.Create(InitialValue1);
            Vector256<uint> v10 = Vector256.Create(InitialValue2), v11 = Vector256.Create(InitialValue3);
            Vector256<uint> v12 = Vector256.Load(lanes->CounterLow), v13 = Vector256.Load(lanes->CounterHigh);
            Vector256<uint> v14 = Vector256.Load(lanes->BlockLength), v15 = Vector256.Load(lanes->Flags) | Vector256.Create(extraFlags);
            Vector256<uint> w8 = Vector256.Create(InitialValue0), w9 = Vector256.Create(InitialValue1);
            Vector256<uint> w10 = Vector256.Create(InitialValue2), w11 = Vector256.Create(InitialValue3);
            Vector256<uint> w12 = Vector256.Load(lanes->CounterLow + 8), w13 = Vector256.Load(lanes->CounterHigh + 8);
            Vector256<uint> w14 = Vector256.Load(lanes->BlockLength + 8);
            Vector256<uint> w15 = Vector256.Load(lanes->Flags + 8) | Vector256.Create(extraFlags);
            extraFlags = 0;

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 0, 2, 4, 6, 1, 3, 5, 7);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15,
                n, 0, 2, 4, 6, 1, 3, 5, 7);
            *unused = v0;
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 8, 10, 12, 14, 9, 11, 13, 15);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                ref w10, ref w11, ref w8, ref w9, ref w15, ref w12, ref w13, ref w14,
                n, 8, 10, 12, 14, 9, 11, 13, 15);
            *unused = v0;

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 2, 3, 7, 4, 6, 10, 0, 13);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15,
                n, 2, 3, 7, 4, 6, 10, 0, 13);
            *unused = v0;
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 1, 12, 9, 15, 11, 5, 14, 8);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                ref w10, ref w11, ref w8, ref w9, ref w15, ref w12, ref w13, ref w14,
                n, 1, 12, 9, 15, 11, 5, 14, 8);
            *unused = v0;

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 3, 10, 13, 7, 4, 12, 2, 14);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15,
                n, 3, 10, 13, 7, 4, 12, 2, 14);
            *unused = v0;
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 6, 9, 11, 8, 5, 0, 15, 1);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                ref w10, ref w11, ref w8, ref w9, ref w15, ref w12, ref w13, ref w14,
                n, 6, 9, 11, 8, 5, 0, 15, 1);
            *unused = v0;

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 10, 12, 14, 13, 7, 9, 3, 15);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15,
                n, 10, 12, 14, 13, 7, 9, 3, 15);
            *unused = v0;
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 4, 11, 5, 1, 0, 2, 8, 6);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                ref w10, ref w11, ref w8, ref w9, ref w15, ref w12, ref w13, ref w14,
                n, 4, 11, 5, 1, 0, 2, 8, 6);
            *unused = v0;

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 12, 9, 15, 14, 13, 11, 10, 8);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15,
                n, 12, 9, 15, 14, 13, 11, 10, 8);
            *unused = v0;
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 7, 5, 0, 6, 2, 3, 1, 4);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                ref w10, ref w11, ref w8, ref w9, ref w15, ref w12, ref w13, ref w14,
                n, 7, 5, 0, 6, 2, 3, 1, 4);
            *unused = v0;

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 9, 11, 8, 15, 14, 5, 12, 1);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15,
                n, 9, 11, 8, 15, 14, 5, 12, 1);
            *unused = v0;
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 13, 0, 2, 4, 3, 10, 6, 7);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                ref w10, ref w11, ref w8, ref w9, ref w15, ref w12, ref w13, ref w14,
                n, 13, 0, 2, 4, 3, 10, 6, 7);
            *unused = v0;

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 11, 5, 1, 8, 15, 0, 9, 6);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15,
                n, 11, 5, 1, 8, 15, 0, 9, 6);
            *unused = v0;
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 14, 2, 3, 7, 10, 12, 4, 13);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                ref w10, ref w11, ref w8, ref w9, ref w15, ref w12, ref w13, ref w14,
                n, 14, 2, 3, 7, 10, 12, 4, 13);
            *unused = v0;

            v0 ^= v8;
            v1 ^= v9;
            v2 ^= v10;
            v3 ^= v11;
            v4 ^= v12;
            v5 ^= v13;
            v6 ^= v14;
            v7 ^= v15;
            w0 ^= w8;
            w1 ^= w9;
            w2 ^= w10;
            w3 ^= w11;
            w4 ^= w12;
            w5 ^= w13;
            w6 ^= w14;
            w7 ^= w15;
        }

        v0.Store(lanes->State);
        v1.Store(lanes->State + (1 * Lanes.Count));
        v2.Store(lanes->State + (2 * Lanes.Count));
        v3.Store(lanes->State + (3 * Lanes.Count));
        v4.Store(lanes->State + (4 * Lanes.Count));
        v5.Store(lanes->State + (5 * Lanes.Count));
        v6.Store(lanes->State + (6 * Lanes.Count));
        v7.Store(lanes->State + (7 * Lanes.Count));
        w0.Store(lanes->State + 8);
        w1.Store(lanes->State + (1 * Lanes.Count) + 8);
        w2.Store(lanes->State + (2 * Lanes.Count) + 8);
        w3.Store(lanes->State + (3 * Lanes.Count) + 8);
        w4.Store(lanes->State + (4 * Lanes.Count) + 8);
        w5.Store(lanes->State + (5 * Lanes.Count) + 8);
        w6.Store(lanes->State + (6 * Lanes.Count) + 8);
        w7.Store(lanes->State + (7 * Lanes.Count) + 8);
    }

    /// <summary>The mixing function on four columns or diagonals at once; x and y are the places of their message words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixFour(
        ref Vector256<uint> a0, ref Vector256<uint> a1, ref Vector256<uint> a2, ref Vector256<uint> a3,
        ref Vector256<uint> b0, ref Vector256<uint> b1, ref Vector256<uint> b2, ref Vector256<uint> b3,
        ref Vector256<uint> c0, ref Vector256<uint> c1, ref Vector256<uint> c2, ref Vector256<uint> c3,
        ref Vector256<uint> d0, ref Vector256<uint> d1, ref Vector256<uint> d2, ref Vector256<uint> d3,
        Vector256<uint>* m, int x0, int x1, int x2, int x3, int y0, int y1, int y2, int y3)
    {
        a0 = a0 + m[x0] + b0;
        a1 = a1 + m[x1] + b1;
        a2 = a2 + m[x2] + b2;
        a3 = a3 + m[x3] + b3;
        d0 = Avx512F.VL.RotateRight(d0 ^ a0, 16);
        d1 = Avx512F.VL.RotateRight(d1 ^ a1, 16);
        d2 = Avx512F.VL.RotateRight(d2 ^ a2, 16);
        d3 = Avx512F.VL.RotateRight(d3 ^ a3, 16);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 = Avx512F.VL.RotateRight(b0 ^ c0, 12);
        b1 = Avx512F.VL.RotateRight(b1 ^ c1, 12);
        b2 = Avx512F.VL.RotateRight(b2 ^ c2, 12);
        b3 = Avx512F.VL.RotateRight(b3 ^ c3, 12);

        a0 = a0 + m[y0] + b0;
        a1 = a1 + m[y1] + b1;
        a2 = a2 + m[y2] + b2;
        a3 = a3 + m[y3] + b3;
        d0 = Avx512F.VL.RotateRight(d0 ^ a0, 8);
        d1 = Avx512F.VL.RotateRight(d1 ^ a1, 8);
        d2 = Avx512F.VL.RotateRight(d2 ^ a2, 8);
        d3 = Avx512F.VL.RotateRight(d3 ^ a3, 8);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 = Avx512F.VL.RotateRight(b0 ^ c0, 7);
        b1 = Avx512F.VL.RotateRight(b1 ^ c1, 7);
        b2 = Avx512F.VL.RotateRight(b2 ^ c2, 7);
        b3 = Avx512F.VL.RotateRight(b3 ^ c3, 7);
    }
}
