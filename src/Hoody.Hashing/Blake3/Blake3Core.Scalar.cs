using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hoody.Hashing.Blake3;

/// <content>One block at a time, in plain integers: the readable version that every vector version is compared with.</content>
internal static unsafe partial class Blake3Core
{
    /// <summary>Replaces <paramref name="chainingValue"/> by its compression with one block.</summary>
    public static void Compress(
        Span<uint> chainingValue, ReadOnlySpan<uint> block, ulong counter, int blockLength, Blake3Flags flags)
    {
        Span<uint> state = stackalloc uint[BlockWords];
        Prepare(chainingValue, counter, blockLength, flags, state);
        Mix(state, block);
        for (int i = 0; i < ChainingWords; i++)
        {
            chainingValue[i] = state[i] ^ state[i + ChainingWords];
        }
    }

    /// <summary>The full 16 words of a compression, as the extendable output needs them.</summary>
    public static void CompressToBlock(
        ReadOnlySpan<uint> chainingValue, ReadOnlySpan<uint> block, ulong counter, int blockLength, Blake3Flags flags, Span<uint> output)
    {
        Prepare(chainingValue, counter, blockLength, flags, output);
        Mix(output, block);
        for (int i = 0; i < ChainingWords; i++)
        {
            output[i] ^= output[i + ChainingWords];
            output[i + ChainingWords] ^= chainingValue[i];
        }
    }

    private static void Prepare(ReadOnlySpan<uint> chainingValue, ulong counter, int blockLength, Blake3Flags flags, Span<uint> state)
    {
        chainingValue.CopyTo(state);
        state[8] = InitialValue0;
        state[9] = InitialValue1;
        state[10] = InitialValue2;
        state[11] = InitialValue3;
        state[12] = (uint)counter;
        state[13] = (uint)(counter >> 32);
        state[14] = (uint)blockLength;
        state[15] = (uint)flags;
    }

    /// <summary>Seven rounds; each line of message indices is the one before it, permuted (paper, section 2.2, table 2).</summary>
    private static void Mix(Span<uint> state, ReadOnlySpan<uint> block)
    {
        // Fixed lengths, said once, so that no access below is checked again.
        Span<uint> v = state[..BlockWords];
        ReadOnlySpan<uint> m = block[..BlockWords];
        uint v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3], v4 = v[4], v5 = v[5], v6 = v[6], v7 = v[7];
        uint v8 = v[8], v9 = v[9], v10 = v[10], v11 = v[11], v12 = v[12], v13 = v[13], v14 = v[14], v15 = v[15];

        Mix(ref v0, ref v4, ref v8, ref v12, m[0], m[1]);
        Mix(ref v1, ref v5, ref v9, ref v13, m[2], m[3]);
        Mix(ref v2, ref v6, ref v10, ref v14, m[4], m[5]);
        Mix(ref v3, ref v7, ref v11, ref v15, m[6], m[7]);
        Mix(ref v0, ref v5, ref v10, ref v15, m[8], m[9]);
        Mix(ref v1, ref v6, ref v11, ref v12, m[10], m[11]);
        Mix(ref v2, ref v7, ref v8, ref v13, m[12], m[13]);
        Mix(ref v3, ref v4, ref v9, ref v14, m[14], m[15]);

        Mix(ref v0, ref v4, ref v8, ref v12, m[2], m[6]);
        Mix(ref v1, ref v5, ref v9, ref v13, m[3], m[10]);
        Mix(ref v2, ref v6, ref v10, ref v14, m[7], m[0]);
        Mix(ref v3, ref v7, ref v11, ref v15, m[4], m[13]);
        Mix(ref v0, ref v5, ref v10, ref v15, m[1], m[11]);
        Mix(ref v1, ref v6, ref v11, ref v12, m[12], m[5]);
        Mix(ref v2, ref v7, ref v8, ref v13, m[9], m[14]);
        Mix(ref v3, ref v4, ref v9, ref v14, m[15], m[8]);

        Mix(ref v0, ref v4, ref v8, ref v12, m[3], m[4]);
        Mix(ref v1, ref v5, ref v9, ref v13, m[10], m[12]);
        Mix(ref v2, ref v6, ref v10, ref v14, m[13], m[2]);
        Mix(ref v3, ref v7, ref v11, ref v15, m[7], m[14]);
        Mix(ref v0, ref v5, ref v10, ref v15, m[6], m[5]);
        Mix(ref v1, ref v6, ref v11, ref v12, m[9], m[0]);
        Mix(ref v2, ref v7, ref v8, ref v13, m[11], m[15]);
        Mix(ref v3, ref v4, ref v9, ref v14, m[8], m[1]);

        Mix(ref v0, ref v4, ref v8, ref v12, m[10], m[7]);
        Mix(ref v1, ref v5, ref v9, ref v13, m[12], m[9]);
        Mix(ref v2, ref v6, ref v10, ref v14, m[14], m[3]);
        Mix(ref v3, ref v7, ref v11, ref v15, m[13], m[15]);
        Mix(ref v0, ref v5, ref v10, ref v15, m[4], m[0]);
        Mix(ref v1, ref v6, ref v11, ref v12, m[11], m[2]);
        Mix(ref v2, ref v7, ref v8, ref v13, m[5], m[8]);
        Mix(ref v3, ref v4, ref v9, ref v14, m[1], m[6]);

        Mix(ref v0, ref v4, ref v8, ref v12, m[12], m[13]);
        Mix(ref v1, ref v5, ref v9, ref v13, m[9], m[11]);
        Mix(ref v2, ref v6, ref v10, ref v14, m[15], m[10]);
        Mix(ref v3, ref v7, ref v11, ref v15, m[14], m[8]);
        Mix(ref v0, ref v5, ref v10, ref v15, m[7], m[2]);
        Mix(ref v1, ref v6, ref v11, ref v12, m[5], m[3]);
        Mix(ref v2, ref v7, ref v8, ref v13, m[0], m[1]);
        Mix(ref v3, ref v4, ref v9, ref v14, m[6], m[4]);

        Mix(ref v0, ref v4, ref v8, ref v12, m[9], m[14]);
        Mix(ref v1, ref v5, ref v9, ref v13, m[11], m[5]);
        Mix(ref v2, ref v6, ref v10, ref v14, m[8], m[12]);
        Mix(ref v3, ref v7, ref v11, ref v15, m[15], m[1]);
        Mix(ref v0, ref v5, ref v10, ref v15, m[13], m[3]);
        Mix(ref v1, ref v6, ref v11, ref v12, m[0], m[10]);
        Mix(ref v2, ref v7, ref v8, ref v13, m[2], m[6]);
        Mix(ref v3, ref v4, ref v9, ref v14, m[4], m[7]);

        Mix(ref v0, ref v4, ref v8, ref v12, m[11], m[15]);
        Mix(ref v1, ref v5, ref v9, ref v13, m[5], m[0]);
        Mix(ref v2, ref v6, ref v10, ref v14, m[1], m[9]);
        Mix(ref v3, ref v7, ref v11, ref v15, m[8], m[6]);
        Mix(ref v0, ref v5, ref v10, ref v15, m[14], m[10]);
        Mix(ref v1, ref v6, ref v11, ref v12, m[2], m[12]);
        Mix(ref v2, ref v7, ref v8, ref v13, m[3], m[4]);
        Mix(ref v3, ref v4, ref v9, ref v14, m[7], m[13]);

        v[0] = v0;
        v[1] = v1;
        v[2] = v2;
        v[3] = v3;
        v[4] = v4;
        v[5] = v5;
        v[6] = v6;
        v[7] = v7;
        v[8] = v8;
        v[9] = v9;
        v[10] = v10;
        v[11] = v11;
        v[12] = v12;
        v[13] = v13;
        v[14] = v14;
        v[15] = v15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref uint a, ref uint b, ref uint c, ref uint d, uint x, uint y)
    {
        a += b + x;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 12);
        a += b + y;
        d = BitOperations.RotateRight(d ^ a, 8);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 7);
    }
}
