using System.Buffers;

namespace Hoody.ChunkStore.Conformance;

/// <summary>Content that does not lie in one piece.</summary>
internal static class Segments
{
    internal static ReadOnlySequence<byte> Of(byte[] content, int lengthBytes)
    {
        Segment first = new(content.AsMemory(0, lengthBytes), null);
        Segment last = first;
        for (int offset = lengthBytes; offset < content.Length; offset += lengthBytes)
        {
            last = new Segment(content.AsMemory(offset, Math.Min(lengthBytes, content.Length - offset)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
