using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Blake3;

/// <content>The one place that chooses a vector width, once for the processor and then by how many lanes there is work for.</content>
/// <remarks>
/// The compressions are compiled with all optimisation at first use: left to the runtime, a fresh process would hash its first tenths of
/// a second in unoptimised code, and profiling has nothing to add to them.
/// </remarks>
internal static unsafe partial class Blake3Core
{
    /// <summary>How many inputs this processor compresses side by side; 1 without vectors.</summary>
    public static int MaxLanes =>
        !BitConverter.IsLittleEndian ? 1
        : Avx512F.VL.IsSupported ? (Vector512.IsHardwareAccelerated ? 32 : 16)
        : Vector256.IsHardwareAccelerated && Avx2.IsSupported ? 8
        : Vector128.IsHardwareAccelerated ? 4
        : 1;

    /// <summary>
    /// Compresses the next blocks of the lanes in use, in the narrowest vectors that hold them; the lanes then point behind them.
    /// </summary>
    /// <param name="lanes">The lanes; those beyond <paramref name="used"/> may be compressed too, so their addresses are valid.</param>
    /// <param name="used">How many lanes, from the first one on, there is work for.</param>
    /// <param name="blockCount">How many blocks of each; at least 1.</param>
    /// <param name="first">Flags of the first of these blocks, beside the lane's own.</param>
    /// <param name="last">Flags of the last of these blocks, beside the lane's own.</param>
    public static void CompressLanes(Lanes* lanes, int used, int blockCount, Blake3Flags first, Blake3Flags last)
    {
        if (used > 16)
        {
            CompressLanes512Pairs(lanes, blockCount, first, last);
        }
        else if (used > 8 && Vector512.IsHardwareAccelerated)
        {
            CompressLanes512(lanes, blockCount, first, last);
        }
        else if (used > 8)
        {
            CompressLanes256Pairs(lanes, blockCount, first, last);
        }
        else if (used > 4)
        {
            CompressLanes256(lanes, blockCount, first, last);
        }
        else
        {
            CompressLanes128(lanes, blockCount, first, last);
        }
    }

    private static void* Align(byte* buffer, int alignment) => (void*)(((nuint)buffer + (nuint)alignment - 1) & ~((nuint)alignment - 1));
}
