using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Blake3;

/// <content>Four lanes in 128-bit registers, on x86 and on ARM.</content>
internal static unsafe partial class Blake3Core
{
    private static Vector128<byte> Rotate16Bytes =>
        Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);

    private static Vector128<byte> Rotate8Bytes =>
        Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);

    /// <inheritdoc cref="CompressLanes"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompressLanes128(Lanes* lanes, int blockCount, Blake3Flags first, Blake3Flags last)
    {
        // The message as memory operands, and row c too: the state then fits the registers, and the stores to row c keep the compiler
        // from holding message words in registers from one round to the next.
        byte* buffer = stackalloc byte[(BlockWords + 4 + 1) * sizeof(Vector128<uint>)];
        Vector128<uint>* m = (Vector128<uint>*)Align(buffer, sizeof(Vector128<uint>));
        Vector128<uint>* c = m + BlockWords;

        Vector128<byte> r16 = Rotate16Bytes, r8 = Rotate8Bytes;
        Vector128<uint> v0 = Vector128.Load(lanes->State), v1 = Vector128.Load(lanes->State + (1 * Lanes.Count));
        Vector128<uint> v2 = Vector128.Load(lanes->State + (2 * Lanes.Count)), v3 = Vector128.Load(lanes->State + (3 * Lanes.Count));
        Vector128<uint> v4 = Vector128.Load(lanes->State + (4 * Lanes.Count)), v5 = Vector128.Load(lanes->State + (5 * Lanes.Count));
        Vector128<uint> v6 = Vector128.Load(lanes->State + (6 * Lanes.Count)), v7 = Vector128.Load(lanes->State + (7 * Lanes.Count));

        uint extraFlags = (uint)first;

        for (int block = 1; block <= blockCount; block++)
        {
            LoadMessage128((byte**)lanes->Blocks, m);
            if (block == blockCount)
            {
                extraFlags |= (uint)last;
            }

            c[0] = Vector128.Create(InitialValue0);
            c[1] = Vector128.Create(InitialValue1);
            c[2] = Vector128.Create(InitialValue2);
            c[3] = Vector128.Create(InitialValue3);
            Vector128<uint> v12 = Vector128.Load(lanes->CounterLow), v13 = Vector128.Load(lanes->CounterHigh);
            Vector128<uint> v14 = Vector128.Load(lanes->BlockLength), v15 = Vector128.Load(lanes->Flags) | Vector128.Create(extraFlags);
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
        ref Vector128<uint> a, ref Vector128<uint> b, Vector128<uint>* c, ref Vector128<uint> d,
        Vector128<uint>* x, Vector128<uint>* y, Vector128<byte> r16, Vector128<byte> r8)
    {
        Vector128<uint> sum, turned;
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
            d = Vector128.Shuffle((d ^ a).AsByte(), r16).AsUInt32();
            sum = *c + d;
            turned = b ^ sum;
            b = (turned >>> 12) | (turned << 20);
            a = a + *y + b;
            d = Vector128.Shuffle((d ^ a).AsByte(), r8).AsUInt32();
            sum += d;
            turned = b ^ sum;
            b = (turned >>> 7) | (turned << 25);
            *c = sum;
        }
    }

    /// <summary>Turns the next block of every lane into one vector of each word: four 4 x 4 transpositions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadMessage128(byte** blocks, Vector128<uint>* m)
    {
        LoadFour(blocks, 0, m);
        LoadFour(blocks, 16, m + 4);
        LoadFour(blocks, 32, m + 8);
        LoadFour(blocks, 48, m + 12);

        Vector128<long> step = Vector128.Create((long)BlockLength);
        (Vector128.Load((long*)blocks) + step).Store((long*)blocks);
        (Vector128.Load((long*)blocks + 2) + step).Store((long*)blocks + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadFour(byte** blocks, int offset, Vector128<uint>* m)
    {
        Vector128<uint> a = Vector128.Load((uint*)(blocks[0] + offset));
        Vector128<uint> b = Vector128.Load((uint*)(blocks[1] + offset));
        Vector128<uint> c = Vector128.Load((uint*)(blocks[2] + offset));
        Vector128<uint> d = Vector128.Load((uint*)(blocks[3] + offset));
        Transpose(ref a, ref b, ref c, ref d);
        m[0] = a;
        m[1] = b;
        m[2] = c;
        m[3] = d;
    }

    /// <summary>A 4 x 4 transposition.</summary>
    // By the processor's own instructions: halves taken out and put together again went through memory, eight bytes at a time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        if (Sse2.IsSupported)
        {
            Vector128<ulong> abLow = Sse2.UnpackLow(a, b).AsUInt64(), abHigh = Sse2.UnpackHigh(a, b).AsUInt64();
            Vector128<ulong> cdLow = Sse2.UnpackLow(c, d).AsUInt64(), cdHigh = Sse2.UnpackHigh(c, d).AsUInt64();
            a = Sse2.UnpackLow(abLow, cdLow).AsUInt32();
            b = Sse2.UnpackHigh(abLow, cdLow).AsUInt32();
            c = Sse2.UnpackLow(abHigh, cdHigh).AsUInt32();
            d = Sse2.UnpackHigh(abHigh, cdHigh).AsUInt32();
        }
        else if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<ulong> abLow = AdvSimd.Arm64.ZipLow(a, b).AsUInt64(), abHigh = AdvSimd.Arm64.ZipHigh(a, b).AsUInt64();
            Vector128<ulong> cdLow = AdvSimd.Arm64.ZipLow(c, d).AsUInt64(), cdHigh = AdvSimd.Arm64.ZipHigh(c, d).AsUInt64();
            a = AdvSimd.Arm64.ZipLow(abLow, cdLow).AsUInt32();
            b = AdvSimd.Arm64.ZipHigh(abLow, cdLow).AsUInt32();
            c = AdvSimd.Arm64.ZipLow(abHigh, cdHigh).AsUInt32();
            d = AdvSimd.Arm64.ZipHigh(abHigh, cdHigh).AsUInt32();
        }
        else
        {
            (Vector128<uint> first, Vector128<uint> second, Vector128<uint> third, Vector128<uint> fourth) = (a, b, c, d);
            a = Vector128.Create(first[0], second[0], third[0], fourth[0]);
            b = Vector128.Create(first[1], second[1], third[1], fourth[1]);
            c = Vector128.Create(first[2], second[2], third[2], fourth[2]);
            d = Vector128.Create(first[3], second[3], third[3], fourth[3]);
        }
    }
}
