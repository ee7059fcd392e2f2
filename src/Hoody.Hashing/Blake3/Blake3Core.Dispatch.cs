using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Blake3;

/// <content>The one place that chooses a vector width, once for the processor and then by how many lanes there is work for.</content>
internal static unsafe partial class Blake3Core
{
    /// <summary>How many inputs this processor compresses side by side; 1 without vectors.</summary>
    public static int MaxLanes =>
        !BitConverter.IsLittleEndian ? 1
        : Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? 16
        : Vector256.IsHardwareAccelerated && Avx2.IsSupported ? 8
        : Vector128.IsHardwareAccelerated ? 4
        : 1;

    /// <summary>Compresses the next <paramref name="blockCount"/> blocks of the lanes in use, in the narrowest vectors that hold them.</summary>
    private static void CompressLanes(Lanes* lanes, int used, int blockCount)
    {
        if (used > 8)
        {
            CompressLanes512(lanes, blockCount);
        }
        else if (used > 4)
        {
            CompressLanes256(lanes, blockCount);
        }
        else
        {
            CompressLanes128(lanes, blockCount);
        }
    }

    private static void* Align(byte* buffer, int alignment) => (void*)(((nuint)buffer + (nuint)alignment - 1) & ~((nuint)alignment - 1));
}
