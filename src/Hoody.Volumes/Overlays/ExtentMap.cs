namespace Hoody.Volumes.Overlays;

/// <summary>Which bytes of a file were written since the snapshot, the later write over the earlier one. Sorted, without overlaps.</summary>
internal sealed class ExtentMap
{
    private readonly List<Extent> _extents = [];

    public IReadOnlyList<Extent> Extents => _extents;

    /// <summary>Puts a run over whatever was there.</summary>
    public void Write(Extent written)
    {
        Cut(written.Offset, written.End);
        _extents.Insert(IndexOfFirstEndingAfter(written.Offset), written);
    }

    /// <summary>Forgets what lies at or behind <paramref name="length"/>.</summary>
    public void Truncate(long length) => Cut(length, long.MaxValue);

    /// <summary>The extents, or parts of them, between two offsets.</summary>
    public IEnumerable<Extent> Within(long start, long end)
    {
        for (int i = IndexOfFirstEndingAfter(start); i < _extents.Count && _extents[i].Offset < end; i++)
        {
            yield return _extents[i].Slice(Math.Max(start, _extents[i].Offset), Math.Min(end, _extents[i].End));
        }
    }

    /// <summary>Whether nothing was written between two offsets.</summary>
    public bool IsUntouched(long start, long end)
    {
        int index = IndexOfFirstEndingAfter(start);
        return index == _extents.Count || _extents[index].Offset >= end;
    }

    private void Cut(long start, long end)
    {
        int first = IndexOfFirstEndingAfter(start);
        int after = first;
        while (after < _extents.Count && _extents[after].Offset < end)
        {
            after++;
        }

        if (first == after)
        {
            return;
        }

        (Extent left, Extent right) = (_extents[first], _extents[after - 1]);
        _extents.RemoveRange(first, after - first);
        if (right.End > end)
        {
            _extents.Insert(first, right.Slice(end, right.End));
        }

        if (left.Offset < start)
        {
            _extents.Insert(first, left.Slice(left.Offset, start));
        }
    }

    private int IndexOfFirstEndingAfter(long offset)
    {
        (int low, int high) = (0, _extents.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _extents[middle].End <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
