using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Blake3;

/// <content>Eight lanes in 256-bit registers.</content>
internal static unsafe partial class Blake3Core
{
    /// <inheritdoc cref="CompressLanes"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompressLanes256(Lanes* lanes, int blockCount, Blake3Flags first, Blake3Flags last)
    {
        // The message as memory operands, and row c too: the state then fits the registers, and the stores to row c keep the compiler
        // from holding message words in registers from one round to the next.
        byte* buffer = stackalloc byte[(BlockWords + 4 + 1) * sizeof(Vector256<uint>)];
        Vector256<uint>* m = (Vector256<uint>*)Align(buffer, sizeof(Vector256<uint>));
        Vector256<uint>* c = m + BlockWords;

        Vector256<byte> r16 = Vector256.Create(Rotate16Bytes, Rotate16Bytes), r8 = Vector256.Create(Rotate8Bytes, Rotate8Bytes);
        Vector256<uint> v0 = Vector256.Load(lanes->State), v1 = Vector256.Load(lanes->State + (1 * Lanes.Count));
        Vector256<uint> v2 = Vector256.Load(lanes->State + (2 * Lanes.Count)), v3 = Vector256.Load(lanes->State + (3 * Lanes.Count));
        Vector256<uint> v4 = Vector256.Load(lanes->State + (4 * Lanes.Count)), v5 = Vector256.Load(lanes->State + (5 * Lanes.Count));
        Vector256<uint> v6 = Vector256.Load(lanes->State + (6 * Lanes.Count)), v7 = Vector256.Load(lanes->State + (7 * Lanes.Count));

        uint extraFlags = (uint)first;

        for (int block = 1; block <= blockCount; block++)
        {
            LoadMessage256((byte**)lanes->Blocks, m);
            if (block == blockCount)
            {
                extraFlags |= (uint)last;
            }

            c[0] = Vector256.Create(InitialValue0);
            c[1] = Vector256.Create(InitialValue1);
            c[2] = Vector256.Create(InitialValue2);
            c[3] = Vector256.Create(InitialValue3);
            Vector256<uint> v12 = Vector256.Load(lanes->CounterLow), v13 = Vector256.Load(lanes->CounterHigh);
            Vector256<uint> v14 = Vector256.Load(lanes->BlockLength), v15 = Vector256.Load(lanes->Flags) | Vector256.Create(extraFlags);
            extraFlags = 0;

            Mix(ref v0, ref v4, c, ref v12, m, m + 1, r16, r8);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 2, m + 3, r16, r8);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 4, m + 5, r16, r8);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 6, m + 7, r16, r8);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 8, m + 9, r16, r8);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 10, m + 11, r16, r8);
            Mix(ref v2, ref v7, c, ref v13, m + 12, m + 13, r16, r8);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 14, m + 15, r16, r8);

            Mix(ref v0, ref v4, c, ref v12, m + 2, m + 6, r16, r8);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 3, m + 10, r16, r8);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 7, m, r16, r8);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 4, m + 13, r16, r8);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 1, m + 11, r16, r8);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 12, m + 5, r16, r8);
            Mix(ref v2, ref v7, c, ref v13, m + 9, m + 14, r16, r8);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 15, m + 8, r16, r8);

            Mix(ref v0, ref v4, c, ref v12, m + 3, m + 4, r16, r8);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 10, m + 12, r16, r8);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 13, m + 2, r16, r8);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 7, m + 14, r16, r8);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 6, m + 5, r16, r8);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 9, m, r16, r8);
            Mix(ref v2, ref v7, c, ref v13, m + 11, m + 15, r16, r8);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 8, m + 1, r16, r8);

            Mix(ref v0, ref v4, c, ref v12, m + 10, m + 7, r16, r8);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 12, m + 9, r16, r8);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 14, m + 3, r16, r8);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 13, m + 15, r16, r8);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 4, m, r16, r8);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 11, m + 2, r16, r8);
            Mix(ref v2, ref v7, c, ref v13, m + 5, m + 8, r16, r8);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 1, m + 6, r16, r8);

            Mix(ref v0, ref v4, c, ref v12, m + 12, m + 13, r16, r8);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 9, m + 11, r16, r8);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 15, m + 10, r16, r8);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 14, m + 8, r16, r8);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 7, m + 2, r16, r8);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 5, m + 3, r16, r8);
            Mix(ref v2, ref v7, c, ref v13, m, m + 1, r16, r8);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 6, m + 4, r16, r8);

            Mix(ref v0, ref v4, c, ref v12, m + 9, m + 14, r16, r8);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 11, m + 5, r16, r8);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 8, m + 12, r16, r8);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 15, m + 1, r16, r8);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 13, m + 3, r16, r8);
            Mix(ref v1, ref v6, c + 3, ref v12, m, m + 10, r16, r8);
            Mix(ref v2, ref v7, c, ref v13, m + 2, m + 6, r16, r8);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 4, m + 7, r16, r8);

            Mix(ref v0, ref v4, c, ref v12, m + 11, m + 15, r16, r8);
            Mix(ref v1, ref v5, c + 1, ref v13, m + 5, m, r16, r8);
            Mix(ref v2, ref v6, c + 2, ref v14, m + 1, m + 9, r16, r8);
            Mix(ref v3, ref v7, c + 3, ref v15, m + 8, m + 6, r16, r8);
            Mix(ref v0, ref v5, c + 2, ref v15, m + 14, m + 10, r16, r8);
            Mix(ref v1, ref v6, c + 3, ref v12, m + 2, m + 12, r16, r8);
            Mix(ref v2, ref v7, c, ref v13, m + 3, m + 4, r16, r8);
            Mix(ref v3, ref v4, c + 1, ref v14, m + 7, m + 13, r16, r8);

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

    // One method, without helpers: with more to inline the compiler gives up, and calls them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector256<uint> a, ref Vector256<uint> b, Vector256<uint>* c, ref Vector256<uint> d,
        Vector256<uint>* x, Vector256<uint>* y, Vector256<byte> r16, Vector256<byte> r8)
    {
        Vector256<uint> sum, turned;
        if (Avx512F.VL.IsSupported)
        {
            a = a + *x + b;
            d = Avx512F.VL.RotateRight(d ^ a, 16);
            sum = *c + d;
            b = Avx512F.VL.RotateRight(b ^ sum, 12);
            a = a + *y + b;
            d = Avx512F.VL.RotateRight(d ^ a, 8);
            sum += d;
            b = Avx512F.VL.RotateRight(b ^ sum, 7);
            *c = sum;
        }
        else
        {
            a = a + *x + b;
            d = Avx2.Shuffle((d ^ a).AsByte(), r16).AsUInt32();
            sum = *c + d;
            turned = b ^ sum;
            b = (turned >>> 12) | (turned << 20);
            a = a + *y + b;
            d = Avx2.Shuffle((d ^ a).AsByte(), r8).AsUInt32();
            sum += d;
            turned = b ^ sum;
            b = (turned >>> 7) | (turned << 25);
            *c = sum;
        }
    }

    /// <summary>Turns the next block of every lane into one vector of each word: two 8 x 8 transpositions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadMessage256(byte** blocks, Vector256<uint>* m)
    {
        for (int lane = 0; lane < 8; lane++)
        {
            Sse.Prefetch0(blocks[lane] + PrefetchDistance);
        }

        LoadFour(blocks, 0, m, 2);
        LoadFour(blocks + 4, 0, m + 1, 2);
        LoadFour(blocks, 32, m + 8, 2);
        LoadFour(blocks + 4, 32, m + 9, 2);

        // m[2q] and m[2q + 1] hold words q and q + 4 of the lower and of the upper four lanes.
        Vector256<uint> a0 = m[0], b0 = m[1], a1 = m[2], b1 = m[3], a2 = m[4], b2 = m[5], a3 = m[6], b3 = m[7];
        JoinTwo(a0, b0, m);
        JoinTwo(a1, b1, m + 1);
        JoinTwo(a2, b2, m + 2);
        JoinTwo(a3, b3, m + 3);
        a0 = m[8];
        b0 = m[9];
        a1 = m[10];
        b1 = m[11];
        a2 = m[12];
        b2 = m[13];
        a3 = m[14];
        b3 = m[15];
        JoinTwo(a0, b0, m + 8);
        JoinTwo(a1, b1, m + 9);
        JoinTwo(a2, b2, m + 10);
        JoinTwo(a3, b3, m + 11);

        Vector256<long> step = Vector256.Create((long)BlockLength);
        (Vector256.Load((long*)blocks) + step).Store((long*)blocks);
        (Vector256.Load((long*)blocks + 4) + step).Store((long*)blocks + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadFour(byte** blocks, int offset, Vector256<uint>* m, int step)
    {
        Vector256<uint> a = Vector256.Load((uint*)(blocks[0] + offset));
        Vector256<uint> b = Vector256.Load((uint*)(blocks[1] + offset));
        Vector256<uint> c = Vector256.Load((uint*)(blocks[2] + offset));
        Vector256<uint> d = Vector256.Load((uint*)(blocks[3] + offset));
        Vector256<ulong> abLow = Avx2.UnpackLow(a, b).AsUInt64();
        Vector256<ulong> abHigh = Avx2.UnpackHigh(a, b).AsUInt64();
        Vector256<ulong> cdLow = Avx2.UnpackLow(c, d).AsUInt64();
        Vector256<ulong> cdHigh = Avx2.UnpackHigh(c, d).AsUInt64();
        m[0] = Avx2.UnpackLow(abLow, cdLow).AsUInt32();
        m[step] = Avx2.UnpackHigh(abLow, cdLow).AsUInt32();
        m[2 * step] = Avx2.UnpackLow(abHigh, cdHigh).AsUInt32();
        m[3 * step] = Avx2.UnpackHigh(abHigh, cdHigh).AsUInt32();
    }

    /// <summary>A 2 x 2 transposition of 128-bit parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void JoinTwo(Vector256<uint> a, Vector256<uint> b, Vector256<uint>* m)
    {
        m[0] = Avx2.Permute2x128(a, b, 0x20);
        m[4] = Avx2.Permute2x128(a, b, 0x31);
    }
}
