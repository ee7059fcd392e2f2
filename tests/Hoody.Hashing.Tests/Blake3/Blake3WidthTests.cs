using Hoody.Hashing.Blake3;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>Every vector width that this processor has, against the readable version; CI runs this again with widths switched off.</summary>
public class Blake3WidthTests
{
    // The last one carries from the lower half of the leaf counter into the upper one, in the middle of a vector.
    private static readonly ulong[] FirstLeaves = [0, 1, 1000, 0xFFFF_FFF9];

    public static TheoryData<int> Widths => [.. new[] { 1, 4, 8, 16, 32 }.Where(lanes => lanes <= Blake3Core.MaxLanes)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Leaves_side_by_side_hash_as_one_at_a_time(int lanes)
    {
        Blake3Mode mode = Blake3Mode.Keyed(OfficialInput.Key);
        for (int count = 0; count <= 35; count++)
        {
            ReadOnlySpan<byte> leaves = OfficialInput.Take(count * Blake3Core.LeafLength);
            foreach (ulong first in FirstLeaves)
            {
                uint[] expected = new uint[count * Blake3Core.ChainingWords];
                uint[] actual = new uint[expected.Length];
                for (int i = 0; i < count; i++)
                {
                    Leaf(leaves, mode, i, first).WriteChainingValue(expected.AsSpan(i * Blake3Core.ChainingWords));
                }

                int done = Blake3Core.HashLeavesInLanes(leaves, mode, first, actual, lanes);
                Assert.InRange(done, lanes == 1 ? 0 : count - 1, count);
                Assert.Equal(expected[..(done * Blake3Core.ChainingWords)], actual[..(done * Blake3Core.ChainingWords)]);
                Assert.All(actual[(done * Blake3Core.ChainingWords)..], word => Assert.Equal(0u, word));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Parents_side_by_side_join_as_one_at_a_time_even_in_place(int lanes)
    {
        Blake3Mode mode = Blake3Mode.Keyed(OfficialInput.Key);
        for (int count = 0; count <= 35; count++)
        {
            uint[] children = new uint[count * Blake3Core.BlockWords];
            for (int i = 0; i < children.Length; i++)
            {
                children[i] = (uint)i * 0x9E3779B9;
            }

            uint[] expected = new uint[count * Blake3Core.ChainingWords];
            for (int i = 0; i < count; i++)
            {
                Blake3Core.ParentNode(children.AsSpan(i * Blake3Core.BlockWords, Blake3Core.BlockWords), mode)
                    .WriteChainingValue(expected.AsSpan(i * Blake3Core.ChainingWords));
            }

            int done = Blake3Core.HashParentsInLanes(children, mode, children, lanes);
            Assert.InRange(done, lanes == 1 ? 0 : count - 1, count);
            Assert.Equal(expected[..(done * Blake3Core.ChainingWords)], children[..(done * Blake3Core.ChainingWords)]);
        }
    }

    private static Blake3Node Leaf(ReadOnlySpan<byte> leaves, in Blake3Mode mode, int index, ulong first) =>
        Blake3Core.LeafNode(leaves.Slice(index * Blake3Core.LeafLength, Blake3Core.LeafLength), mode, first + (ulong)index);
}
