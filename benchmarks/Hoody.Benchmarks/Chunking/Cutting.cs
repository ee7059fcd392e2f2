namespace Hoody.Benchmarks.Chunking;

/// <summary>Gives the length of the first chunk of the data, which holds a longest chunk or the input's end.</summary>
internal delegate int FindCut(ReadOnlySpan<byte> data);

/// <summary>Cutting a whole input, whoever finds the cuts.</summary>
internal static class Cutting
{
    public static int Count(FindCut findCut, ReadOnlySpan<byte> input)
    {
        int count = 0;
        for (; !input.IsEmpty; count++)
        {
            input = input[findCut(input)..];
        }

        return count;
    }
}
