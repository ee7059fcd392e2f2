using Hoody.Hashing;

namespace Hoody.ChunkStore.Reading;

/// <summary>What is wanted of a range, without what lies between: where it is in the pack, and where in memory once it is read one behind the other.</summary>
internal sealed class RangeParts
{
    /// <summary>Reading this much for nothing costs about as much as one more call, where the system has the bytes in memory.</summary>
    internal const int MaxGap = 4 << 10;

    private readonly List<ByteRange> _parts = [];
    private readonly List<int> _positions = [];

    internal RangeParts(ReadRange range)
    {
        foreach (LocatedBlob blob in range.Blobs)
        {
            (int offset, int end) = (blob.Location.Offset, checked((int)blob.End));
            if (_parts is [.., ByteRange last] && offset - (last.Offset + last.Length) <= MaxGap)
            {
                int lengthMore = Math.Max(end - (last.Offset + last.Length), 0); // the same blob may have been asked for twice
                _parts[^1] = last with { Length = last.Length + lengthMore };
                Length += lengthMore;
            }
            else
            {
                _parts.Add(new ByteRange(offset, end - offset));
                _positions.Add(Length);
                Length += end - offset;
            }
        }
    }

    internal IReadOnlyList<ByteRange> Parts => _parts;

    /// <summary>How long all parts are.</summary>
    internal int Length { get; private set; }

    /// <summary>Where in memory a place of the pack is that lies in one of the parts.</summary>
    internal int PositionOf(int offset)
    {
        (int first, int last) = (0, _parts.Count - 1);
        while (first < last)
        {
            int middle = (first + last + 1) / 2;
            (first, last) = _parts[middle].Offset <= offset ? (middle, last) : (first, middle - 1);
        }

        return _positions[first] + offset - _parts[first].Offset;
    }
}
