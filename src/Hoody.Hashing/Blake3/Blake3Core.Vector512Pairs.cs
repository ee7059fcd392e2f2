using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hoody.Hashing.Blake3;

/// <content>Thirty-two lanes in pairs of 512-bit registers.</content>
internal static unsafe partial class Blake3Core
{
    /// <inheritdoc cref="CompressLanes"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompressLanes512Pairs(Lanes* lanes, int blockCount, Blake3Flags first, Blake3Flags last)
    {
        // Two independent halves, because one alone waits for its own results: a third faster. Their 32 vectors and one to compute with
        // are more than there are registers; a quarter of each half rests in memory of its own while the other half is mixed, aligned,
        // because what the compiler puts aside by itself straddles cache lines.
        byte* buffer = stackalloc byte[((6 * BlockWords) + 8 + 1) * sizeof(Vector512<uint>)];
        Vector512<uint>* m = (Vector512<uint>*)Align(buffer, sizeof(Vector512<uint>));
        Vector512<uint>* next = m + BlockWords;
        Vector512<uint>* staging = next + BlockWords;
        Vector512<uint>* n = staging + BlockWords;
        Vector512<uint>* otherNext = n + BlockWords;
        Vector512<uint>* otherStaging = otherNext + BlockWords;
        Vector512<uint>* vc = otherStaging + BlockWords;
        Vector512<uint>* wc = vc + 4;
        byte** blocks = (byte**)lanes->Blocks;
        nint far = blockCount > 1 ? FarPrefetchDistance : 0; // Behind a list of parents lies nothing that is wanted.

        // Before the state is loaded: what lives across a call has its place in memory ever after.
        LoadMessage512(blocks, staging, next, far);
        LoadMessage512(blocks + 16, otherStaging, otherNext, far);
        Vector512<uint> v0 = Vector512.Load(lanes->State), v1 = Vector512.Load(lanes->State + (1 * Lanes.Count));
        Vector512<uint> v2 = Vector512.Load(lanes->State + (2 * Lanes.Count)), v3 = Vector512.Load(lanes->State + (3 * Lanes.Count));
        Vector512<uint> v4 = Vector512.Load(lanes->State + (4 * Lanes.Count)), v5 = Vector512.Load(lanes->State + (5 * Lanes.Count));
        Vector512<uint> v6 = Vector512.Load(lanes->State + (6 * Lanes.Count)), v7 = Vector512.Load(lanes->State + (7 * Lanes.Count));
        Vector512<uint> w0 = Vector512.Load(lanes->State + 16), w1 = Vector512.Load(lanes->State + (1 * Lanes.Count) + 16);
        Vector512<uint> w2 = Vector512.Load(lanes->State + (2 * Lanes.Count) + 16);
        Vector512<uint> w3 = Vector512.Load(lanes->State + (3 * Lanes.Count) + 16);
        Vector512<uint> w4 = Vector512.Load(lanes->State + (4 * Lanes.Count) + 16);
        Vector512<uint> w5 = Vector512.Load(lanes->State + (5 * Lanes.Count) + 16);
        Vector512<uint> w6 = Vector512.Load(lanes->State + (6 * Lanes.Count) + 16);
        Vector512<uint> w7 = Vector512.Load(lanes->State + (7 * Lanes.Count) + 16);
        uint extraFlags = (uint)first;

        for (int left = blockCount; left > 0; left--)
        {
            Vector512<uint>* loaded = next;
            next = m;
            m = loaded;
            loaded = otherNext;
            otherNext = n;
            n = loaded;

            // There may be nothing behind the last block to read: it is taken once more, and dropped.
            int step = left > 1 ? BlockLength : 0;
            Advance512(lanes->Blocks, step);
            Advance512(lanes->Blocks + 16, step);
            extraFlags |= left == 1 ? (uint)last : 0;
            vc[0] = wc[0] = Vector512.Create(InitialValue0);
            vc[1] = wc[1] = Vector512.Create(InitialValue1);
            vc[2] = wc[2] = Vector512.Create(InitialValue2);
            vc[3] = wc[3] = Vector512.Create(InitialValue3);
            Vector512<uint> v12 = Vector512.Load(lanes->CounterLow), v13 = Vector512.Load(lanes->CounterHigh);
            Vector512<uint> v14 = Vector512.Load(lanes->BlockLength), v15 = Vector512.Load(lanes->Flags) | Vector512.Create(extraFlags);
            Vector512<uint> w12 = Vector512.Load(lanes->CounterLow + 16), w13 = Vector512.Load(lanes->CounterHigh + 16);
            Vector512<uint> w14 = Vector512.Load(lanes->BlockLength + 16);
            Vector512<uint> w15 = Vector512.Load(lanes->Flags + 16) | Vector512.Create(extraFlags);
            extraFlags = 0;

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                vc, 0, ref v12, ref v13, ref v14, ref v15,
                m, 0, 2, 4, 6, 1, 3, 5, 7);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                wc, 0, ref w12, ref w13, ref w14, ref w15,
                n, 0, 2, 4, 6, 1, 3, 5, 7);
            GatherFour(blocks, staging, far);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                vc, 2, ref v15, ref v12, ref v13, ref v14,
                m, 8, 10, 12, 14, 9, 11, 13, 15);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                wc, 2, ref w15, ref w12, ref w13, ref w14,
                n, 8, 10, 12, 14, 9, 11, 13, 15);
            GatherFour(blocks + 16, otherStaging, far);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                vc, 0, ref v12, ref v13, ref v14, ref v15,
                m, 2, 3, 7, 4, 6, 10, 0, 13);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                wc, 0, ref w12, ref w13, ref w14, ref w15,
                n, 2, 3, 7, 4, 6, 10, 0, 13);
            GatherFour(blocks + 4, staging + 1, far);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                vc, 2, ref v15, ref v12, ref v13, ref v14,
                m, 1, 12, 9, 15, 11, 5, 14, 8);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                wc, 2, ref w15, ref w12, ref w13, ref w14,
                n, 1, 12, 9, 15, 11, 5, 14, 8);
            GatherFour(blocks + 20, otherStaging + 1, far);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                vc, 0, ref v12, ref v13, ref v14, ref v15,
                m, 3, 10, 13, 7, 4, 12, 2, 14);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                wc, 0, ref w12, ref w13, ref w14, ref w15,
                n, 3, 10, 13, 7, 4, 12, 2, 14);
            GatherFour(blocks + 8, staging + 2, far);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                vc, 2, ref v15, ref v12, ref v13, ref v14,
                m, 6, 9, 11, 8, 5, 0, 15, 1);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                wc, 2, ref w15, ref w12, ref w13, ref w14,
                n, 6, 9, 11, 8, 5, 0, 15, 1);
            GatherFour(blocks + 24, otherStaging + 2, far);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                vc, 0, ref v12, ref v13, ref v14, ref v15,
                m, 10, 12, 14, 13, 7, 9, 3, 15);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                wc, 0, ref w12, ref w13, ref w14, ref w15,
                n, 10, 12, 14, 13, 7, 9, 3, 15);
            GatherFour(blocks + 12, staging + 3, far);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                vc, 2, ref v15, ref v12, ref v13, ref v14,
                m, 4, 11, 5, 1, 0, 2, 8, 6);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                wc, 2, ref w15, ref w12, ref w13, ref w14,
                n, 4, 11, 5, 1, 0, 2, 8, 6);
            GatherFour(blocks + 28, otherStaging + 3, far);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                vc, 0, ref v12, ref v13, ref v14, ref v15,
                m, 12, 9, 15, 14, 13, 11, 10, 8);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                wc, 0, ref w12, ref w13, ref w14, ref w15,
                n, 12, 9, 15, 14, 13, 11, 10, 8);
            JoinFour(staging, next);
            JoinFour(staging + 4, next + 1);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                vc, 2, ref v15, ref v12, ref v13, ref v14,
                m, 7, 5, 0, 6, 2, 3, 1, 4);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                wc, 2, ref w15, ref w12, ref w13, ref w14,
                n, 7, 5, 0, 6, 2, 3, 1, 4);
            JoinFour(staging + 8, next + 2);
            JoinFour(staging + 12, next + 3);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                vc, 0, ref v12, ref v13, ref v14, ref v15,
                m, 9, 11, 8, 15, 14, 5, 12, 1);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                wc, 0, ref w12, ref w13, ref w14, ref w15,
                n, 9, 11, 8, 15, 14, 5, 12, 1);
            JoinFour(otherStaging, otherNext);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                vc, 2, ref v15, ref v12, ref v13, ref v14,
                m, 13, 0, 2, 4, 3, 10, 6, 7);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                wc, 2, ref w15, ref w12, ref w13, ref w14,
                n, 13, 0, 2, 4, 3, 10, 6, 7);
            JoinFour(otherStaging + 4, otherNext + 1);

            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                vc, 0, ref v12, ref v13, ref v14, ref v15,
                m, 11, 5, 1, 8, 15, 0, 9, 6);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7,
                wc, 0, ref w12, ref w13, ref w14, ref w15,
                n, 11, 5, 1, 8, 15, 0, 9, 6);
            JoinFour(otherStaging + 8, otherNext + 2);
            MixFour(
                ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
                vc, 2, ref v15, ref v12, ref v13, ref v14,
                m, 14, 2, 3, 7, 10, 12, 4, 13);
            MixFour(
                ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4,
                wc, 2, ref w15, ref w12, ref w13, ref w14,
                n, 14, 2, 3, 7, 10, 12, 4, 13);
            JoinFour(otherStaging + 12, otherNext + 3);

            v0 ^= vc[0];
            v1 ^= vc[1];
            v2 ^= vc[2];
            v3 ^= vc[3];
            v4 ^= v12;
            v5 ^= v13;
            v6 ^= v14;
            v7 ^= v15;
            w0 ^= wc[0];
            w1 ^= wc[1];
            w2 ^= wc[2];
            w3 ^= wc[3];
            w4 ^= w12;
            w5 ^= w13;
            w6 ^= w14;
            w7 ^= w15;
        }

        Advance512(lanes->Blocks, BlockLength);
        Advance512(lanes->Blocks + 16, BlockLength);
        v0.Store(lanes->State);
        v1.Store(lanes->State + (1 * Lanes.Count));
        v2.Store(lanes->State + (2 * Lanes.Count));
        v3.Store(lanes->State + (3 * Lanes.Count));
        v4.Store(lanes->State + (4 * Lanes.Count));
        v5.Store(lanes->State + (5 * Lanes.Count));
        v6.Store(lanes->State + (6 * Lanes.Count));
        v7.Store(lanes->State + (7 * Lanes.Count));
        w0.Store(lanes->State + 16);
        w1.Store(lanes->State + (1 * Lanes.Count) + 16);
        w2.Store(lanes->State + (2 * Lanes.Count) + 16);
        w3.Store(lanes->State + (3 * Lanes.Count) + 16);
        w4.Store(lanes->State + (4 * Lanes.Count) + 16);
        w5.Store(lanes->State + (5 * Lanes.Count) + 16);
        w6.Store(lanes->State + (6 * Lanes.Count) + 16);
        w7.Store(lanes->State + (7 * Lanes.Count) + 16);
    }

    /// <summary>The mixing function on four columns (first 0) or diagonals (first 2) at once, with the third row in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixFour(
        ref Vector512<uint> a0, ref Vector512<uint> a1, ref Vector512<uint> a2, ref Vector512<uint> a3,
        ref Vector512<uint> b0, ref Vector512<uint> b1, ref Vector512<uint> b2, ref Vector512<uint> b3,
        Vector512<uint>* c, int first,
        ref Vector512<uint> d0, ref Vector512<uint> d1, ref Vector512<uint> d2, ref Vector512<uint> d3,
        Vector512<uint>* m, int x0, int x1, int x2, int x3, int y0, int y1, int y2, int y3)
    {
        Vector512<uint> c0 = c[first], c1 = c[first + 1], c2 = c[2 - first], c3 = c[3 - first];
        MixFour(
            ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, ref c0, ref c1, ref c2, ref c3, ref d0, ref d1, ref d2, ref d3,
            m, x0, x1, x2, x3, y0, y1, y2, y3);
        c[first] = c0;
        c[first + 1] = c1;
        c[2 - first] = c2;
        c[3 - first] = c3;
    }
}
