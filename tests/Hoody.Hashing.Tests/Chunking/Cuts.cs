using Hoody.Hashing.Chunking;

namespace Hoody.Hashing.Tests.Chunking;

/// <summary>Whole inputs cut one chunk after the other, as a caller does it, and once more by a model that shares no code.</summary>
internal static class Cuts
{
    public static List<int> Of(ChunkerProfile profile, ReadOnlySpan<byte> input)
    {
        List<int> lengths = [];
        for (int length; !input.IsEmpty; input = input[length..])
        {
            length = Chunker.FindCut(profile, input);
            lengths.Add(length);
        }

        return lengths;
    }

    public static List<int> Of(ChunkerProfile profile, ReadOnlySpan<byte> input, int vectorBits)
    {
        List<int> lengths = [];
        for (int length; !input.IsEmpty; input = input[length..])
        {
            length = CutSelection.FindCut(profile, input, vectorBits);
            lengths.Add(length);
        }

        return lengths;
    }

    /// <summary>As a reader of a stream does it: it holds what it has been given and not yet cut, and cuts once that is a longest chunk.</summary>
    public static List<int> OfFragments(ChunkerProfile profile, ReadOnlySpan<byte> input, IEnumerable<int> fragmentLengths)
    {
        List<int> lengths = [];
        byte[] held = [];
        foreach (int fragmentLength in fragmentLengths)
        {
            int length = Math.Min(fragmentLength, input.Length);
            held = [.. held, .. input[..length]];
            input = input[length..];
            while (held.Length >= profile.MaxLengthBytes)
            {
                lengths.Add(Chunker.FindCut(profile, held));
                held = held[lengths[^1]..];
            }
        }

        Assert.True(input.IsEmpty, "The fragments do not make up the input.");
        lengths.AddRange(Of(profile, held));
        return lengths;
    }

    public static IEnumerable<int> Ends(IEnumerable<int> lengths)
    {
        int end = 0;
        foreach (int length in lengths)
        {
            yield return end += length;
        }
    }

    /// <summary>The definition in docs/chunking.md, word for word, with every position judged on its own.</summary>
    public static List<int> ByDefinition(ChunkerProfile profile, byte[] input)
    {
        List<int> lengths = [];
        int start = 0;
        for (int position = 1; position <= input.Length; position++)
        {
            int length = position - start;
            if (position == input.Length || length == profile.MaxLengthBytes || IsBoundary(profile, input, position, length))
            {
                lengths.Add(length);
                start = position;
            }
        }

        return lengths;
    }

    private static bool IsBoundary(ChunkerProfile profile, byte[] input, int position, int length)
    {
        if (length < profile.MinLengthBytes)
        {
            return false;
        }

        uint near = BitConverter.ToUInt32(input, position - 4) ^ uint.RotateLeft(BitConverter.ToUInt32(input, position - 12), 16);
        uint far = BitConverter.ToUInt32(input, position - 8) ^ uint.RotateLeft(BitConverter.ToUInt32(input, position - 16), 16);
        uint hash16 = unchecked((near * 0x0CD9F427) + (far * 0xE76632A5));
        if (hash16 is < 0x80000000 or >= 0x80800000)
        {
            return false;
        }

        ulong left = Fold(Word(input, position - 32) ^ 0xB28187FB838F703B, Word(input, position - 24) ^ 0x46B77056BD2CD38B);
        ulong right = Fold(Word(input, position - 16) ^ 0xE0117998984346B7, Word(input, position - 8) ^ 0x4AA6DB162C6DCF9B);
        ulong score = Fold(left ^ 0x655B60AA34CC4D0F, right ^ 0x7D32D0BE6E3E2C0B) >> 48;
        return score < (ulong)(length < profile.TargetLengthBytes ? profile.StrictShare : profile.LooseShare);
    }

    private static ulong Word(byte[] input, int offset) => BitConverter.ToUInt64(input, offset);

    private static ulong Fold(ulong left, ulong right)
    {
        UInt128 product = (UInt128)left * right;
        return (ulong)product ^ (ulong)(product >> 64);
    }
}
