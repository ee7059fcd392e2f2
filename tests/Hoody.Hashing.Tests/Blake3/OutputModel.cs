using System.Buffers.Binary;
using System.Numerics;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>
/// Extendable output of one short message, written from the paper (sections 2.2 and 2.6) and sharing no code with the library: the
/// independent implementation cannot start anywhere but at the beginning.
/// </summary>
internal static class OutputModel
{
    private const uint LeafStartLeafEndRoot = 1 | 2 | 8;

    private static readonly uint[] _initialValue =
        [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    private static readonly int[] _permutation = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];

    /// <summary>Bytes <paramref name="offset"/> and following of the output for a message of at most 64 bytes.</summary>
    public static byte[] Output(ReadOnlySpan<byte> message, ulong offset, int length)
    {
        byte[] output = new byte[length];
        for (int i = 0; i < length; i++)
        {
            ulong position = offset + (ulong)i;
            output[i] = Block(message, position / 64)[(int)(position % 64)];
        }

        return output;
    }

    private static byte[] Block(ReadOnlySpan<byte> message, ulong counter)
    {
        byte[] padded = new byte[64];
        message.CopyTo(padded);
        uint[] m = [.. Enumerable.Range(0, 16).Select(i => BinaryPrimitives.ReadUInt32LittleEndian(padded.AsSpan(i * 4)))];
        uint[] v = [.. _initialValue, .. _initialValue[..4], (uint)counter, (uint)(counter >> 32), (uint)message.Length, LeafStartLeafEndRoot];
        for (int round = 0; round < 7; round++)
        {
            for (int i = 0; i < 4; i++)
            {
                Mix(v, i, 4 + i, 8 + i, 12 + i, m[2 * i], m[(2 * i) + 1]);
            }

            for (int i = 0; i < 4; i++)
            {
                Mix(v, i, 4 + ((i + 1) % 4), 8 + ((i + 2) % 4), 12 + ((i + 3) % 4), m[8 + (2 * i)], m[9 + (2 * i)]);
            }

            m = [.. _permutation.Select(from => m[from])];
        }

        byte[] block = new byte[64];
        for (int i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(i * 4), v[i] ^ v[i + 8]);
            BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(32 + (i * 4)), v[i + 8] ^ _initialValue[i]);
        }

        return block;
    }

    private static void Mix(uint[] v, int a, int b, int c, int d, uint x, uint y)
    {
        v[a] = unchecked(v[a] + v[b] + x);
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] = unchecked(v[c] + v[d]);
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 12);
        v[a] = unchecked(v[a] + v[b] + y);
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 8);
        v[c] = unchecked(v[c] + v[d]);
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 7);
    }
}
