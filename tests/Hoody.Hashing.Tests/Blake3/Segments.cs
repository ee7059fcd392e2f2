using System.Buffers;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>One input as a sequence of segments, as a pipe holds it.</summary>
internal static class Segments
{
    /// <summary>Cuts <paramref name="input"/> at lengths drawn from <paramref name="random"/>, most of them short, some of them zero.</summary>
    public static ReadOnlySequence<byte> Of(ReadOnlySpan<byte> input, Random random, int longest)
    {
        Segment first = new(default, 0);
        Segment last = first;
        while (!input.IsEmpty)
        {
            int length = Math.Min(input.Length, random.Next(3) == 0 ? random.Next(longest) : random.Next(100));
            last = last.Append(input[..length].ToArray());
            input = input[length..];
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            Segment next = new(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
