using System.Buffers.Binary;
using System.Text;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>Inputs that any later version, on any machine, makes again byte for byte. Golden files rest on them: never change one.</summary>
internal static class SeededInput
{
    private static readonly string[] Words =
    [
        "the", "store", "chunk", "of", "bytes", "and", "tree", "is", "copied", "once", "to", "another", "host", "where", "snapshot",
        "a", "pack", "index", "holds", "in", "order", "return", "if", "while", "public", "int", "length", "offset", "=", "+", "{\n", "}\n",
    ];

    public static readonly string[] Kinds = ["random", "text", "zeros", "ones", "period-3", "period-4096", "islands"];

    public static byte[] Make(string kind, int length) => kind switch
    {
        "random" => Random(1, length),
        "text" => Text(2, length),
        "zeros" => new byte[length],
        "ones" => Repeat([0xFF], length),
        "period-3" => Repeat("abc"u8, length),
        "period-4096" => Repeat(Random(3, 4096), length),
        "islands" => Islands(4, length),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such input"),
    };

    /// <summary>SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
    public static byte[] Random(ulong seed, int length)
    {
        byte[] bytes = new byte[length + 7 & ~7];
        for (int offset = 0; offset < bytes.Length; offset += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(offset), Next(ref seed));
        }

        return bytes[..length];
    }

    public static byte[] Repeat(ReadOnlySpan<byte> period, int length)
    {
        byte[] bytes = new byte[length];
        for (int offset = 0; offset < length; offset++)
        {
            bytes[offset] = period[offset % period.Length];
        }

        return bytes;
    }

    private static byte[] Text(ulong seed, int length)
    {
        StringBuilder text = new(length + 16);
        while (text.Length < length)
        {
            text.Append(Words[Next(ref seed) % (ulong)Words.Length]).Append(' ');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }

    /// <summary>Runs of zeros and of random bytes, as in a disk image.</summary>
    private static byte[] Islands(ulong seed, int length)
    {
        byte[] bytes = Random(seed + 1, length);
        int offset = 0;
        while (offset < length)
        {
            int zeros = Math.Min((int)(Next(ref seed) % 300_000), length - offset);
            bytes.AsSpan(offset, zeros).Clear();
            offset += zeros + (int)(Next(ref seed) % 200_000);
        }

        return bytes;
    }

    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
