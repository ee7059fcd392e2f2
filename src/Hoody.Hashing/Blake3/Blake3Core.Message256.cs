using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Blake3;

/// <content>The blocks of eight lanes as message words in 256-bit registers.</content>
internal static unsafe partial class Blake3Core
{
    // Two turns of eight lanes ahead, or one of sixteen, and into the second cache alone: from there a block comes in time by itself.
    private const int FarPrefetchDistance256 = 16 * LeafLength;

    /// <summary>Turns the next block of every lane into one vector of each word.</summary>
    /// <param name="blocks">The lanes' addresses, afterwards behind the block.</param>
    /// <param name="m">Receives the words.</param>
    /// <param name="far">How far ahead to ask for bytes to come.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadMessage256(byte** blocks, Vector256<uint>* m, nint far)
    {
        for (int lane = 0; lane < 8; lane++)
        {
            Sse.Prefetch1(blocks[lane] + far);
        }

        LoadFourWords(blocks, 0, m);
        LoadFourWords(blocks, 16, m + 4);
        LoadFourWords(blocks, 32, m + 8);
        LoadFourWords(blocks, 48, m + 12);

        Vector256<long> step = Vector256.Create((long)BlockLength);
        (Vector256.Load((long*)blocks) + step).Store((long*)blocks);
        (Vector256.Load((long*)blocks + 4) + step).Store((long*)blocks + 4);
    }

    /// <summary>Two 4 x 4 transpositions at once: lanes 0 to 3 in the lower halves, lanes 4 to 7 in the upper ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadFourWords(byte** blocks, int offset, Vector256<uint>* m)
    {
        Vector256<uint> a = LoadTwo(blocks[0] + offset, blocks[4] + offset), b = LoadTwo(blocks[1] + offset, blocks[5] + offset);
        Vector256<uint> c = LoadTwo(blocks[2] + offset, blocks[6] + offset), d = LoadTwo(blocks[3] + offset, blocks[7] + offset);
        Vector256<ulong> abLow = Avx2.UnpackLow(a, b).AsUInt64();
        Vector256<ulong> abHigh = Avx2.UnpackHigh(a, b).AsUInt64();
        Vector256<ulong> cdLow = Avx2.UnpackLow(c, d).AsUInt64();
        Vector256<ulong> cdHigh = Avx2.UnpackHigh(c, d).AsUInt64();
        m[0] = Avx2.UnpackLow(abLow, cdLow).AsUInt32();
        m[1] = Avx2.UnpackHigh(abLow, cdLow).AsUInt32();
        m[2] = Avx2.UnpackLow(abHigh, cdHigh).AsUInt32();
        m[3] = Avx2.UnpackHigh(abHigh, cdHigh).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> LoadTwo(byte* lower, byte* upper) =>
        Avx2.InsertVector128(Vector128.Load((uint*)lower).ToVector256Unsafe(), Vector128.Load((uint*)upper), 1);
}
