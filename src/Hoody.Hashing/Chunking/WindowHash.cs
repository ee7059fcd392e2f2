using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hoody.Hashing.Chunking;

/// <summary>The two hashes that judge a position: a cheap one of the last 16 bytes, a thorough one of the last 32.</summary>
/// <remarks>
/// Neither looks at anything but its window, so positions may be judged in any order and many at a time. The constants are frozen:
/// they belong to every profile named <c>window-*-v1</c>. How they were chosen: docs/chunking.md, "Calibration".
/// </remarks>
internal static class WindowHash
{
    public const int WindowLength = 32;

    public const int NearFactor = 0x0CD9F427;
    public const int FarFactor = unchecked((int)0xE76632A5);

    // Signed, and at the bottom of the range, so that zeros (whose hash is 0) are no candidates. 2^23 of 2^32 values: one in 512.
    public const int CandidateCeiling = int.MinValue + (1 << 23);

    private const ulong Salt0 = 0xB28187FB838F703B;
    private const ulong Salt1 = 0x46B77056BD2CD38B;
    private const ulong Salt2 = 0xE0117998984346B7;
    private const ulong Salt3 = 0x4AA6DB162C6DCF9B;
    private const ulong Salt4 = 0x655B60AA34CC4D0F;
    private const ulong Salt5 = 0x7D32D0BE6E3E2C0B;

    /// <summary>Whether the position just after <paramref name="last16"/> deserves the thorough hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCandidate(ReadOnlySpan<byte> last16) =>
        (Fold(last16[12..], last16[4..]) * NearFactor) + (Fold(last16[8..], last16) * FarFactor) < CandidateCeiling;

    /// <summary>16 bits, evenly spread over whatever windows real data holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Score(ReadOnlySpan<byte> last32)
    {
        ulong left = Fold(BinaryPrimitives.ReadUInt64LittleEndian(last32) ^ Salt0, BinaryPrimitives.ReadUInt64LittleEndian(last32[8..]) ^ Salt1);
        ulong right = Fold(
            BinaryPrimitives.ReadUInt64LittleEndian(last32[16..]) ^ Salt2, BinaryPrimitives.ReadUInt64LittleEndian(last32[24..]) ^ Salt3);
        return (int)(Fold(left ^ Salt4, right ^ Salt5) >> 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    // Half a rotation, so that neither a run of one byte nor a period of eight folds to the hash of a candidate by more than chance.
    private static int Fold(ReadOnlySpan<byte> newer, ReadOnlySpan<byte> older) =>
        BinaryPrimitives.ReadInt32LittleEndian(newer) ^ (int)BitOperations.RotateLeft(BinaryPrimitives.ReadUInt32LittleEndian(older), 16);

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
