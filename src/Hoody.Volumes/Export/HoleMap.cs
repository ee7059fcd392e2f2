using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Says which parts of a file need not be written since they are holes.</summary>
internal sealed class HoleMap(IReadOnlyList<Hole> holes)
{
    public bool Overlaps(long offset, int length)
    {
        int i = FirstEndingAfter(offset);
        return i < holes.Count && holes[i].Offset < offset + length;
    }

    /// <summary>The parts of the bytes at <paramref name="offset"/> that lie in no hole, in order.</summary>
    /// <remarks>The content decides: a hole over bytes that are not all zero is a false claim of the tree, and they are written.</remarks>
    public IReadOnlyList<(long Offset, int Length)> DataRanges(long offset, ReadOnlySpan<byte> bytes)
    {
        List<(long Offset, int Length)> ranges = [];
        long end = offset + bytes.Length;
        long position = offset;
        for (int i = FirstEndingAfter(offset); i < holes.Count && holes[i].Offset < end; i++)
        {
            long holeStart = Math.Max(holes[i].Offset, offset);
            long holeEnd = Math.Min(holes[i].Offset + holes[i].Length, end);
            if (bytes[(int)(holeStart - offset)..(int)(holeEnd - offset)].ContainsAnyExcept((byte)0))
            {
                continue;
            }

            if (holeStart > position)
            {
                ranges.Add((position, (int)(holeStart - position)));
            }

            position = holeEnd;
        }

        if (position < end)
        {
            ranges.Add((position, (int)(end - position)));
        }

        return ranges;
    }

    private int FirstEndingAfter(long offset)
    {
        int low = 0;
        int high = holes.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = holes[middle].Offset + holes[middle].Length > offset ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
