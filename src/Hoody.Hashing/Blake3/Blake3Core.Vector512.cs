using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Blake3;

/// <content>Sixteen lanes in 512-bit registers.</content>
internal static unsafe partial class Blake3Core
{
    /// <inheritdoc cref="CompressLanes"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompressLanes512(Lanes* lanes, int blockCount, Blake3Flags first, Blake3Flags last)
    {
        // The words of this block, those of the next one, and a step between: the next block is transposed among the rounds of this one,
        // because the rounds wait for one another's results and leave the other units idle.
        byte* buffer = stackalloc byte[((3 * BlockWords) + 1) * sizeof(Vector512<uint>)];
        Vector512<uint>* m = (Vector512<uint>*)Align(buffer, sizeof(Vector512<uint>));
        Vector512<uint>* next = m + BlockWords;
        Vector512<uint>* staging = next + BlockWords;
        byte** blocks = (byte**)lanes->Blocks;
        nint far = blockCount > 1 ? FarPrefetchDistance : 0; // Behind a list of parents lies nothing that is wanted.

        // Before the state is loaded: what lives across a call has its place in memory ever after.
        LoadMessage512(blocks, staging, next, far);
        Vector512<uint> v0 = Vector512.Load(lanes->State), v1 = Vector512.Load(lanes->State + (1 * Lanes.Count));
        Vector512<uint> v2 = Vector512.Load(lanes->State + (2 * Lanes.Count)), v3 = Vector512.Load(lanes->State + (3 * Lanes.Count));
        Vector512<uint> v4 = Vector512.Load(lanes->State + (4 * Lanes.Count)), v5 = Vector512.Load(lanes->State + (5 * Lanes.Count));
        Vector512<uint> v6 = Vector512.Load(lanes->State + (6 * Lanes.Count)), v7 = Vector512.Load(lanes->State + (7 * Lanes.Count));
        uint extraFlags = (uint)first;

        for (int left = blockCount; left > 0; left--)
        {
            Vector512<uint>* loaded = next;
            next = m;
            m = loaded;

            // There may be nothing behind the last block to read: it is taken once more, and dropped.
            Advance512(lanes->Blocks, left > 1 ? BlockLength : 0);
            extraFlags |= left == 1 ? (uint)last : 0;
            Vector512<uint> v8 = Vector512.Create(InitialValue0), v9 = Vector512.Create(InitialValue1);
            Vector512<uint> v10 = Vector512.Create(InitialValue2), v11 = Vector512.Create(InitialValue3);
            Vector512<uint> v12 = Vector512.Load(lanes->CounterLow), v13 = Vector512.Load(lanes->CounterHigh);
            Vector512<uint> v14 = Vector512.Load(lanes->BlockLength), v15 = Vector512.Load(lanes->Flags) | Vector512.Create(extraFlags);
            extraFlags = 0;

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 0, 2, 4, 6, 1, 3, 5, 7);
            GatherFour(blocks, staging, far);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 8, 10, 12, 14, 9, 11, 13, 15);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 2, 3, 7, 4, 6, 10, 0, 13);
            GatherFour(blocks + 4, staging + 1, far);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 1, 12, 9, 15, 11, 5, 14, 8);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 3, 10, 13, 7, 4, 12, 2, 14);
            GatherFour(blocks + 8, staging + 2, far);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 6, 9, 11, 8, 5, 0, 15, 1);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 10, 12, 14, 13, 7, 9, 3, 15);
            GatherFour(blocks + 12, staging + 3, far);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 4, 11, 5, 1, 0, 2, 8, 6);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 12, 9, 15, 14, 13, 11, 10, 8);
            JoinFour(staging, next);
            JoinFour(staging + 4, next + 1);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 7, 5, 0, 6, 2, 3, 1, 4);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 9, 11, 8, 15, 14, 5, 12, 1);
            JoinFour(staging + 8, next + 2);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 13, 0, 2, 4, 3, 10, 6, 7);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 11, 5, 1, 8, 15, 0, 9, 6);
            JoinFour(staging + 12, next + 3);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14,
                m, 14, 2, 3, 7, 10, 12, 4, 13);

            v0 ^= v8;
            v1 ^= v9;
            v2 ^= v10;
            v3 ^= v11;
            v4 ^= v12;
            v5 ^= v13;
            v6 ^= v14;
            v7 ^= v15;
        }

        Advance512(lanes->Blocks, BlockLength);
        v0.Store(lanes->State);
        v1.Store(lanes->State + (1 * Lanes.Count));
        v2.Store(lanes->State + (2 * Lanes.Count));
        v3.Store(lanes->State + (3 * Lanes.Count));
        v4.Store(lanes->State + (4 * Lanes.Count));
        v5.Store(lanes->State + (5 * Lanes.Count));
        v6.Store(lanes->State + (6 * Lanes.Count));
        v7.Store(lanes->State + (7 * Lanes.Count));
    }

    /// <summary>The mixing function on four columns or diagonals at once; x and y are the places of their message words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixFour(
        ref Vector512<uint> a0, ref Vector512<uint> a1, ref Vector512<uint> a2, ref Vector512<uint> a3,
        ref Vector512<uint> b0, ref Vector512<uint> b1, ref Vector512<uint> b2, ref Vector512<uint> b3,
        ref Vector512<uint> c0, ref Vector512<uint> c1, ref Vector512<uint> c2, ref Vector512<uint> c3,
        ref Vector512<uint> d0, ref Vector512<uint> d1, ref Vector512<uint> d2, ref Vector512<uint> d3,
        Vector512<uint>* m, int x0, int x1, int x2, int x3, int y0, int y1, int y2, int y3)
    {
        a0 = a0 + m[x0] + b0;
        a1 = a1 + m[x1] + b1;
        a2 = a2 + m[x2] + b2;
        a3 = a3 + m[x3] + b3;
        d0 = Avx512F.RotateRight(d0 ^ a0, 16);
        d1 = Avx512F.RotateRight(d1 ^ a1, 16);
        d2 = Avx512F.RotateRight(d2 ^ a2, 16);
        d3 = Avx512F.RotateRight(d3 ^ a3, 16);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 = Avx512F.RotateRight(b0 ^ c0, 12);
        b1 = Avx512F.RotateRight(b1 ^ c1, 12);
        b2 = Avx512F.RotateRight(b2 ^ c2, 12);
        b3 = Avx512F.RotateRight(b3 ^ c3, 12);

        a0 = a0 + m[y0] + b0;
        a1 = a1 + m[y1] + b1;
        a2 = a2 + m[y2] + b2;
        a3 = a3 + m[y3] + b3;
        d0 = Avx512F.RotateRight(d0 ^ a0, 8);
        d1 = Avx512F.RotateRight(d1 ^ a1, 8);
        d2 = Avx512F.RotateRight(d2 ^ a2, 8);
        d3 = Avx512F.RotateRight(d3 ^ a3, 8);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 = Avx512F.RotateRight(b0 ^ c0, 7);
        b1 = Avx512F.RotateRight(b1 ^ c1, 7);
        b2 = Avx512F.RotateRight(b2 ^ c2, 7);
        b3 = Avx512F.RotateRight(b3 ^ c3, 7);
    }

    /// <summary>Turns the next block of every lane into one vector of each word: a 16 x 16 transposition.</summary>
    private static void LoadMessage512(byte** blocks, Vector512<uint>* staging, Vector512<uint>* m, nint far)
    {
        for (int four = 0; four < 4; four++)
        {
            GatherFour(blocks + (4 * four), staging + four, far);
        }

        for (int four = 0; four < 4; four++)
        {
            JoinFour(staging + (4 * four), m + four);
        }
    }

    /// <summary>Of four lanes: afterwards <c>staging[4q]</c> holds, in its 128-bit part p, word 4p + q of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherFour(byte** blocks, Vector512<uint>* staging, nint far)
    {
        Prefetch(blocks[0], far);
        Prefetch(blocks[1], far);
        Prefetch(blocks[2], far);
        Prefetch(blocks[3], far);
        Vector512<uint> a = Vector512.Load((uint*)blocks[0]);
        Vector512<uint> b = Vector512.Load((uint*)blocks[1]);
        Vector512<uint> c = Vector512.Load((uint*)blocks[2]);
        Vector512<uint> d = Vector512.Load((uint*)blocks[3]);
        Vector512<ulong> abLow = Avx512F.UnpackLow(a, b).AsUInt64();
        Vector512<ulong> abHigh = Avx512F.UnpackHigh(a, b).AsUInt64();
        Vector512<ulong> cdLow = Avx512F.UnpackLow(c, d).AsUInt64();
        Vector512<ulong> cdHigh = Avx512F.UnpackHigh(c, d).AsUInt64();
        staging[0] = Avx512F.UnpackLow(abLow, cdLow).AsUInt32();
        staging[4] = Avx512F.UnpackHigh(abLow, cdLow).AsUInt32();
        staging[8] = Avx512F.UnpackLow(abHigh, cdHigh).AsUInt32();
        staging[12] = Avx512F.UnpackHigh(abHigh, cdHigh).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* block, nint far)
    {
        Sse.Prefetch0(block + PrefetchDistance);
        Sse.Prefetch1(block + far);
    }

    /// <summary>A 4 x 4 transposition of 128-bit parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void JoinFour(Vector512<uint>* staging, Vector512<uint>* m)
    {
        Vector512<uint> abLower = Avx512F.Shuffle4x128(staging[0], staging[1], 0b_01_00_01_00);
        Vector512<uint> cdLower = Avx512F.Shuffle4x128(staging[2], staging[3], 0b_01_00_01_00);
        Vector512<uint> abUpper = Avx512F.Shuffle4x128(staging[0], staging[1], 0b_11_10_11_10);
        Vector512<uint> cdUpper = Avx512F.Shuffle4x128(staging[2], staging[3], 0b_11_10_11_10);
        m[0] = Avx512F.Shuffle4x128(abLower, cdLower, 0b_10_00_10_00);
        m[4] = Avx512F.Shuffle4x128(abLower, cdLower, 0b_11_01_11_01);
        m[8] = Avx512F.Shuffle4x128(abUpper, cdUpper, 0b_10_00_10_00);
        m[12] = Avx512F.Shuffle4x128(abUpper, cdUpper, 0b_11_01_11_01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Advance512(long* blocks, long length)
    {
        Vector512<long> step = Vector512.Create(length);
        (Vector512.Load(blocks) + step).Store(blocks);
        (Vector512.Load(blocks + 8) + step).Store(blocks + 8);
    }
}
