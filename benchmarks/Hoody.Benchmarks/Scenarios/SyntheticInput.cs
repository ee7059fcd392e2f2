using System.Text;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>Seeded inputs: the kinds of data that a chunker must not stumble over.</summary>
internal static class SyntheticInput
{
    public static byte[] Random(int lengthBytes, int seed = 1)
    {
        byte[] input = new byte[lengthBytes];
        new Random(seed).NextBytes(input);
        return input;
    }

    /// <summary>Words of a vocabulary of 4,000, short ones most often, in lines and paragraphs.</summary>
    public static byte[] Text(int lengthBytes)
    {
        Random random = new(2);
        byte[][] words = [.. Enumerable.Range(0, 4000).Select(rank => Word(random, rank))];
        byte[] input = new byte[lengthBytes];
        for (int offset = 0; offset < lengthBytes;)
        {
            // Zipf's law in outline: rank 4000^u for even u.
            byte[] word = words[(int)Math.Pow(words.Length, random.NextDouble()) - 1];
            int length = Math.Min(word.Length, lengthBytes - offset);
            word.AsSpan(0, length).CopyTo(input.AsSpan(offset));
            offset += length;
        }

        return input;
    }

    public static byte[] Constant(int lengthBytes, byte value)
    {
        byte[] input = new byte[lengthBytes];
        input.AsSpan().Fill(value);
        return input;
    }

    /// <summary>The same <paramref name="period"/> random bytes again and again.</summary>
    public static byte[] Periodic(int lengthBytes, int period)
    {
        byte[] input = Random(lengthBytes, seed: period);
        for (int offset = period; offset < lengthBytes; offset++)
        {
            input[offset] = input[offset - period];
        }

        return input;
    }

    private static byte[] Word(Random random, int rank)
    {
        StringBuilder word = new();
        int length = 1 + random.Next(3 + (rank / 500));
        for (int i = 0; i < length; i++)
        {
            word.Append("etaoinshrdlucmfwypvbgkqjxz"[(int)(26 * Math.Pow(random.NextDouble(), 2))]);
        }

        word.Append(random.Next(12) switch { 0 => ",\n", 1 => ". ", 2 => "\n", _ => " " });
        return Encoding.ASCII.GetBytes(word.ToString());
    }
}
