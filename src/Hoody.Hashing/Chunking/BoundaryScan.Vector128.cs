using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hoody.Hashing.Chunking;

/// <content>A step in four parts of four 128-bit registers each, of x86 and ARM alike.</content>
internal static unsafe partial class BoundaryScan
{
    private readonly struct Step128 : IStep
    {
        private const int PartLength = StepLength / 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool HasCandidate(byte* step)
        {
            Vector128<int> lowest = Vector128.Min(
                Vector128.Min(Lowest(step), Lowest(step + PartLength)),
                Vector128.Min(Lowest(step + (2 * PartLength)), Lowest(step + (3 * PartLength))));
            return Vector128.LessThanAny(lowest, Vector128.Create(WindowHash.CandidateCeiling));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Candidates(byte* step) =>
            CandidatesOf(step)
            | (CandidatesOf(step + PartLength) << PartLength)
            | (CandidatesOf(step + (2 * PartLength)) << (2 * PartLength))
            | (CandidatesOf(step + (3 * PartLength)) << (3 * PartLength));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<int> Lowest(byte* part) =>
            Vector128.Min(Vector128.Min(Hash(part), Hash(part + 1)), Vector128.Min(Hash(part + 2), Hash(part + 3)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong CandidatesOf(byte* part)
        {
            // The comparison of hash i in lane w becomes byte i of lane w: the bytes then stand in the order of the positions.
            Vector128<uint> bytes = (IsCandidate(part) & Vector128.Create(0x000000FFu))
                | (IsCandidate(part + 1) & Vector128.Create(0x0000FF00u))
                | (IsCandidate(part + 2) & Vector128.Create(0x00FF0000u))
                | (IsCandidate(part + 3) & Vector128.Create(0xFF000000u));
            return bytes.AsByte().ExtractMostSignificantBits();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<uint> IsCandidate(byte* position) =>
            Vector128.LessThan(Hash(position), Vector128.Create(WindowHash.CandidateCeiling)).AsUInt32();

        /// <summary>The hashes of every fourth position from <paramref name="position"/> on.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<int> Hash(byte* position) =>
            (Fold(position - 4) * Vector128.Create(WindowHash.NearFactor)) + (Fold(position - 8) * Vector128.Create(WindowHash.FarFactor));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<int> Fold(byte* position) =>
            Vector128.Load((int*)position) ^ SwapHalves(Vector128.Load((short*)(position - 8)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<int> SwapHalves(Vector128<short> words) =>
            Vector128.Shuffle(words, Vector128.Create((short)1, 0, 3, 2, 5, 4, 7, 6)).AsInt32();
    }
}
