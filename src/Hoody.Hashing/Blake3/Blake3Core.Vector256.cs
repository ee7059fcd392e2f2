using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hoody.Hashing.Blake3;

/// <content>Eight lanes in 256-bit registers.</content>
internal static unsafe partial class Blake3Core
{
    /// <inheritdoc cref="CompressLanes"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompressLanes256(Lanes* lanes, int blockCount, Blake3Flags first, Blake3Flags last)
    {
        // Sixteen registers hold fifteen words of the state and one step of a rotation. The sixteenth word, the first of row c, rests in
        // memory beside the message words, which are operands there, and the two shuffles; its stores keep the compiler from holding any
        // of them in registers.
        byte* buffer = stackalloc byte[(BlockWords + 3 + 1) * sizeof(Vector256<uint>)];
        Vector256<uint>* m = (Vector256<uint>*)Align(buffer, sizeof(Vector256<uint>));
        Vector256<uint>* c = m + BlockWords;
        c[1] = Vector256.Create(Rotate16Bytes, Rotate16Bytes).AsUInt32();
        c[2] = Vector256.Create(Rotate8Bytes, Rotate8Bytes).AsUInt32();

        Vector256<uint> v0 = Vector256.Load(lanes->State), v1 = Vector256.Load(lanes->State + (1 * Lanes.Count));
        Vector256<uint> v2 = Vector256.Load(lanes->State + (2 * Lanes.Count)), v3 = Vector256.Load(lanes->State + (3 * Lanes.Count));
        Vector256<uint> v4 = Vector256.Load(lanes->State + (4 * Lanes.Count)), v5 = Vector256.Load(lanes->State + (5 * Lanes.Count));
        Vector256<uint> v6 = Vector256.Load(lanes->State + (6 * Lanes.Count)), v7 = Vector256.Load(lanes->State + (7 * Lanes.Count));
        nint far = blockCount > 1 ? FarPrefetchDistance256 : 0; // Behind a list of parents lies nothing that is wanted.
        uint extraFlags = (uint)first;

        for (int block = 1; block <= blockCount; block++)
        {
            LoadMessage256((byte**)lanes->Blocks, m, far);
            if (block == blockCount)
            {
                extraFlags |= (uint)last;
            }

            *c = Vector256.Create(InitialValue0);
            Vector256<uint> v9 = Vector256.Create(InitialValue1), v10 = Vector256.Create(InitialValue2), v11 = Vector256.Create(InitialValue3);
            Vector256<uint> v12 = Vector256.Load(lanes->CounterLow), v13 = Vector256.Load(lanes->CounterHigh);
            Vector256<uint> v14 = Vector256.Load(lanes->BlockLength), v15 = Vector256.Load(lanes->Flags) | Vector256.Create(extraFlags);
            extraFlags = 0;

            // Of the diagonals too, the one of the word in memory comes first.
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                c, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 0, 2, 4, 6, 1, 3, 5, 7);
            MixFour(
                ref v2, ref v3, ref v0, ref v1, ref v7, ref v4, ref v5, ref v6,
                c, ref v9, ref v10, ref v11, ref v13, ref v14, ref v15, ref v12,
                m, 12, 14, 8, 10, 13, 15, 9, 11);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                c, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 2, 3, 7, 4, 6, 10, 0, 13);
            MixFour(
                ref v2, ref v3, ref v0, ref v1, ref v7, ref v4, ref v5, ref v6,
                c, ref v9, ref v10, ref v11, ref v13, ref v14, ref v15, ref v12,
                m, 9, 15, 1, 12, 14, 8, 11, 5);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                c, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 3, 10, 13, 7, 4, 12, 2, 14);
            MixFour(
                ref v2, ref v3, ref v0, ref v1, ref v7, ref v4, ref v5, ref v6,
                c, ref v9, ref v10, ref v11, ref v13, ref v14, ref v15, ref v12,
                m, 11, 8, 6, 9, 15, 1, 5, 0);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                c, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 10, 12, 14, 13, 7, 9, 3, 15);
            MixFour(
                ref v2, ref v3, ref v0, ref v1, ref v7, ref v4, ref v5, ref v6,
                c, ref v9, ref v10, ref v11, ref v13, ref v14, ref v15, ref v12,
                m, 5, 1, 4, 11, 8, 6, 0, 2);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                c, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 12, 9, 15, 14, 13, 11, 10, 8);
            MixFour(
                ref v2, ref v3, ref v0, ref v1, ref v7, ref v4, ref v5, ref v6,
                c, ref v9, ref v10, ref v11, ref v13, ref v14, ref v15, ref v12,
                m, 0, 6, 7, 5, 1, 4, 2, 3);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                c, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 9, 11, 8, 15, 14, 5, 12, 1);
            MixFour(
                ref v2, ref v3, ref v0, ref v1, ref v7, ref v4, ref v5, ref v6,
                c, ref v9, ref v10, ref v11, ref v13, ref v14, ref v15, ref v12,
                m, 2, 4, 13, 0, 6, 7, 3, 10);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                c, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                m, 11, 5, 1, 8, 15, 0, 9, 6);
            MixFour(
                ref v2, ref v3, ref v0, ref v1, ref v7, ref v4, ref v5, ref v6,
                c, ref v9, ref v10, ref v11, ref v13, ref v14, ref v15, ref v12,
                m, 3, 7, 14, 2, 4, 13, 10, 12);

            v0 ^= *c;
            v1 ^= v9;
            v2 ^= v10;
            v3 ^= v11;
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
}
