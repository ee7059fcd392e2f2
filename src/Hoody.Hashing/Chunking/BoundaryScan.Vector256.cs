using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hoody.Hashing.Chunking;

/// <content>A step in two parts of four 256-bit registers each.</content>
internal static unsafe partial class BoundaryScan
{
    private readonly struct Step256 : IStep
    {
        private const int PartLength = StepLength / 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool HasCandidate(byte* step)
        {
            Vector256<int> lowest = Vector256.Min(Lowest(step), Lowest(step + PartLength));
            return Vector256.LessThanAny(lowest, Vector256.Create(WindowHash.CandidateCeiling));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Candidates(byte* step) =>
            CandidatesOf(step) | (CandidatesOf(step + PartLength) << PartLength);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<int> Lowest(byte* part) =>
            Vector256.Min(Vector256.Min(Hash(part), Hash(part + 1)), Vector256.Min(Hash(part + 2), Hash(part + 3)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong CandidatesOf(byte* part)
        {
            // The comparison of hash i in lane w becomes byte i of lane w: the bytes then stand in the order of the positions.
            Vector256<uint> bytes = (IsCandidate(part) & Vector256.Create(0x000000FFu))
                | (IsCandidate(part + 1) & Vector256.Create(0x0000FF00u))
                | (IsCandidate(part + 2) & Vector256.Create(0x00FF0000u))
                | (IsCandidate(part + 3) & Vector256.Create(0xFF000000u));
            return bytes.AsByte().ExtractMostSignificantBits();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<uint> IsCandidate(byte* position) =>
            Vector256.LessThan(Hash(position), Vector256.Create(WindowHash.CandidateCeiling)).AsUInt32();

        /// <summary>The hashes of every fourth position from <paramref name="position"/> on.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<int> Hash(byte* position) =>
            (Fold(position - 4) * Vector256.Create(WindowHash.NearFactor)) + (Fold(position - 8) * Vector256.Create(WindowHash.FarFactor));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<int> Fold(byte* position) =>
            Vector256.Load((int*)position) ^ SwapHalves(Vector256.Load((short*)(position - 8)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<int> SwapHalves(Vector256<short> words) =>
            Vector256.Shuffle(words, Vector256.Create((short)1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)).AsInt32();
    }
}
