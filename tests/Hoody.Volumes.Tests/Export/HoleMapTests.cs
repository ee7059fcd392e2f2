using FsCheck.Xunit;
using Hoody.Volumes.Export;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

public class HoleMapTests
{
    private static readonly HoleMap _map = new([new Hole(10, 10), new Hole(30, 5), new Hole(100, 50)]);

    [Fact]
    public void What_lies_in_holes_is_not_written() =>
        Assert.Equal([(5, 5), (20, 10), (35, 5)], _map.DataRanges(5, new byte[35]));

    [Fact]
    public void Bytes_within_one_hole_are_not_written_at_all() => Assert.Empty(_map.DataRanges(110, new byte[20]));

    [Fact]
    public void A_hole_over_bytes_that_are_not_zero_is_written_all_the_same()
    {
        byte[] bytes = new byte[50];
        bytes[32] = 1;

        Assert.Equal([(0, 10), (20, 30)], _map.DataRanges(0, bytes));
    }

    [Property]
    public bool Writing_the_ranges_into_zeros_gives_back_the_bytes(byte[] bytes, byte offset)
    {
        byte[] written = new byte[bytes.Length];
        foreach ((long start, int length) in _map.DataRanges(offset, bytes))
        {
            bytes.AsSpan((int)start - offset, length).CopyTo(written.AsSpan((int)start - offset));
        }

        return written.AsSpan().SequenceEqual(bytes);
    }

    [Property]
    public bool A_range_overlaps_when_one_of_its_bytes_lies_in_a_hole(byte offset, byte length)
    {
        bool expected = Enumerable.Range(offset, length).Any(position => position is (>= 10 and < 20) or (>= 30 and < 35) or (>= 100 and < 150));
        return length == 0 || _map.Overlaps(offset, length) == expected;
    }
}
