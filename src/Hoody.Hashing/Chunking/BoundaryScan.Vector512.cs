using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Chunking;

/// <content>A step in four 512-bit registers: hash i is that of every fourth position from i on.</content>
internal static unsafe partial class BoundaryScan
{
    private readonly struct Step512 : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool HasCandidate(byte* step)
        {
            Hash(step, out Vector512<int> h0, out Vector512<int> h1, out Vector512<int> h2, out Vector512<int> h3);
            Vector512<int> lowest = Vector512.Min(Vector512.Min(h0, h1), Vector512.Min(h2, h3));
            return Vector512.LessThanAny(lowest, Vector512.Create(WindowHash.CandidateCeiling));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Candidates(byte* step)
        {
            Hash(step, out Vector512<int> h0, out Vector512<int> h1, out Vector512<int> h2, out Vector512<int> h3);

            // The comparison of hash i in lane w becomes byte i of lane w: the bytes then stand in the order of the positions.
            Vector512<int> ceiling = Vector512.Create(WindowHash.CandidateCeiling);
            Vector512<uint> bytes = (Vector512.LessThan(h0, ceiling).AsUInt32() & Vector512.Create(0x000000FFu))
                | (Vector512.LessThan(h1, ceiling).AsUInt32() & Vector512.Create(0x0000FF00u))
                | (Vector512.LessThan(h2, ceiling).AsUInt32() & Vector512.Create(0x00FF0000u))
                | (Vector512.LessThan(h3, ceiling).AsUInt32() & Vector512.Create(0xFF000000u));
            return bytes.AsByte().ExtractMostSignificantBits();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Hash(byte* step, out Vector512<int> h0, out Vector512<int> h1, out Vector512<int> h2, out Vector512<int> h3)
        {
            // Two loads and shifts between them instead of eight loads: each of those would touch two cache lines. Lane w of `last` ends
            // before position 4w + 3, and `before` holds, 128-bit part by part, the 16 bytes before those of `last`.
            Vector512<byte> last = Vector512.Load(step - 1);
            Vector512<byte> before = Vector512.Load(step - 17);
            h0 = Hash(
                Fold(Avx512BW.AlignRight(last, before, 13), Avx512BW.AlignRight(last, before, 5)),
                Fold(Avx512BW.AlignRight(last, before, 9), Avx512BW.AlignRight(last, before, 1)));
            h1 = Hash(
                Fold(Avx512BW.AlignRight(last, before, 14), Avx512BW.AlignRight(last, before, 6)),
                Fold(Avx512BW.AlignRight(last, before, 10), Avx512BW.AlignRight(last, before, 2)));
            h2 = Hash(
                Fold(Avx512BW.AlignRight(last, before, 15), Avx512BW.AlignRight(last, before, 7)),
                Fold(Avx512BW.AlignRight(last, before, 11), Avx512BW.AlignRight(last, before, 3)));
            h3 = Hash(
                Fold(last, Avx512BW.AlignRight(last, before, 8)),
                Fold(Avx512BW.AlignRight(last, before, 12), Avx512BW.AlignRight(last, before, 4)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<int> Hash(Vector512<int> near, Vector512<int> far) =>
            (near * Vector512.Create(WindowHash.NearFactor)) + (far * Vector512.Create(WindowHash.FarFactor));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<int> Fold(Vector512<byte> newer, Vector512<byte> older) =>
            newer.AsInt32() ^ Avx512F.RotateLeft(older.AsInt32(), 16);
    }
}
