using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hoody.Hashing.Blake3;

/// <content>The mixing function in 256-bit registers, on four columns or diagonals at once.</content>
internal static unsafe partial class Blake3Core
{
    /// <summary>Step by step for all four, none of which waits for another; x and y are the places of their message words.</summary>
    /// <remarks>
    /// The first word of row c is in memory, and behind it are the shuffles that turn by 16 and by 8 bits. One method: with more to inline
    /// the compiler gives up.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixFour(
        ref Vector256<uint> a0, ref Vector256<uint> a1, ref Vector256<uint> a2, ref Vector256<uint> a3,
        ref Vector256<uint> b0, ref Vector256<uint> b1, ref Vector256<uint> b2, ref Vector256<uint> b3,
        Vector256<uint>* c0, ref Vector256<uint> c1, ref Vector256<uint> c2, ref Vector256<uint> c3,
        ref Vector256<uint> d0, ref Vector256<uint> d1, ref Vector256<uint> d2, ref Vector256<uint> d3,
        Vector256<uint>* m, int x0, int x1, int x2, int x3, int y0, int y1, int y2, int y3)
    {
        Vector256<uint> sum;
        if (Avx512F.VL.IsSupported)
        {
            a0 += m[x0];
            a1 += m[x1];
            a2 += m[x2];
            a3 += m[x3];
            a0 += b0;
            a1 += b1;
            a2 += b2;
            a3 += b3;
            d0 ^= a0;
            d1 ^= a1;
            d2 ^= a2;
            d3 ^= a3;
            d0 = Avx512F.VL.RotateRight(d0, 16);
            d1 = Avx512F.VL.RotateRight(d1, 16);
            d2 = Avx512F.VL.RotateRight(d2, 16);
            d3 = Avx512F.VL.RotateRight(d3, 16);
            sum = *c0 + d0;
            *c0 = sum;
            b0 ^= sum;
            c1 += d1;
            b1 ^= c1;
            c2 += d2;
            b2 ^= c2;
            c3 += d3;
            b3 ^= c3;
            b0 = Avx512F.VL.RotateRight(b0, 12);
            b1 = Avx512F.VL.RotateRight(b1, 12);
            b2 = Avx512F.VL.RotateRight(b2, 12);
            b3 = Avx512F.VL.RotateRight(b3, 12);

            a0 += m[y0];
            a1 += m[y1];
            a2 += m[y2];
            a3 += m[y3];
            a0 += b0;
            a1 += b1;
            a2 += b2;
            a3 += b3;
            d0 ^= a0;
            d1 ^= a1;
            d2 ^= a2;
            d3 ^= a3;
            d0 = Avx512F.VL.RotateRight(d0, 8);
            d1 = Avx512F.VL.RotateRight(d1, 8);
            d2 = Avx512F.VL.RotateRight(d2, 8);
            d3 = Avx512F.VL.RotateRight(d3, 8);
            sum = *c0 + d0;
            *c0 = sum;
            b0 ^= sum;
            c1 += d1;
            b1 ^= c1;
            c2 += d2;
            b2 ^= c2;
            c3 += d3;
            b3 ^= c3;
            b0 = Avx512F.VL.RotateRight(b0, 7);
            b1 = Avx512F.VL.RotateRight(b1, 7);
            b2 = Avx512F.VL.RotateRight(b2, 7);
            b3 = Avx512F.VL.RotateRight(b3, 7);
        }
        else
        {
            a0 += m[x0];
            a1 += m[x1];
            a2 += m[x2];
            a3 += m[x3];
            a0 += b0;
            a1 += b1;
            a2 += b2;
            a3 += b3;
            d0 ^= a0;
            d1 ^= a1;
            d2 ^= a2;
            d3 ^= a3;
            d0 = Avx2.Shuffle(d0.AsByte(), c0[1].AsByte()).AsUInt32();
            d1 = Avx2.Shuffle(d1.AsByte(), c0[1].AsByte()).AsUInt32();
            d2 = Avx2.Shuffle(d2.AsByte(), c0[1].AsByte()).AsUInt32();
            d3 = Avx2.Shuffle(d3.AsByte(), c0[1].AsByte()).AsUInt32();
            sum = *c0 + d0;
            *c0 = sum;
            b0 ^= sum;
            c1 += d1;
            b1 ^= c1;
            c2 += d2;
            b2 ^= c2;
            c3 += d3;
            b3 ^= c3;
            b0 = (b0 >>> 12) | (b0 << 20);
            b1 = (b1 >>> 12) | (b1 << 20);
            b2 = (b2 >>> 12) | (b2 << 20);
            b3 = (b3 >>> 12) | (b3 << 20);

            a0 += m[y0];
            a1 += m[y1];
            a2 += m[y2];
            a3 += m[y3];
            a0 += b0;
            a1 += b1;
            a2 += b2;
            a3 += b3;
            d0 ^= a0;
            d1 ^= a1;
            d2 ^= a2;
            d3 ^= a3;
            d0 = Avx2.Shuffle(d0.AsByte(), c0[2].AsByte()).AsUInt32();
            d1 = Avx2.Shuffle(d1.AsByte(), c0[2].AsByte()).AsUInt32();
            d2 = Avx2.Shuffle(d2.AsByte(), c0[2].AsByte()).AsUInt32();
            d3 = Avx2.Shuffle(d3.AsByte(), c0[2].AsByte()).AsUInt32();
            sum = *c0 + d0;
            *c0 = sum;
            b0 ^= sum;
            c1 += d1;
            b1 ^= c1;
            c2 += d2;
            b2 ^= c2;
            c3 += d3;
            b3 ^= c3;
            b0 = (b0 >>> 7) | (b0 << 25);
            b1 = (b1 >>> 7) | (b1 << 25);
            b2 = (b2 >>> 7) | (b2 << 25);
            b3 = (b3 >>> 7) | (b3 << 25);
        }
    }
}
