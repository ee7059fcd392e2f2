using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class TreeIndexTests
{
    private const string GoldenName = "tree-index-v1.bin";

    private static readonly byte[] _ids = new byte[2 * BlobId.LengthBytes];

    private static DirectoryChild[] GoldenIndex =>
    [
        new(Sample.Id(1), Sample.Id(0x21), new EntryName("m"), 16, new TreeTotals(16, 0, 0, 70_000)),
        new(Sample.Id(2), Sample.Id(0x22), new EntryName("n\u00e9"), 128, new TreeTotals(100, 300, 27, 1L << 40)),
        new(Sample.Id(3), Sample.Id(0x23), new EntryName((ReadOnlySpan<byte>)[0xFF]), 1, new TreeTotals(0, 0, 1, 0)),
    ];

    public static TheoryData<string, byte[]> Indexes => new()
    {
        { "no level", [.. "HTI\u0001"u8] },
        { "version 0", [.. "HTI\0\u0001\0"u8] },
        { "the level 0", [.. "HTI\u0001\0\u0001"u8, .. Child("a"u8)] },
        { "the level 6", [.. "HTI\u0001\u0006\u0001"u8, .. Child("a"u8)] },
        { "no children", [.. "HTI\u0001\u0001\0"u8] },
        { "more children than bytes", [.. "HTI\u0001\u0001\u0002"u8, .. Child("a"u8)] },
        { "129 children", [.. "HTI\u0001\u0001"u8, 0x81, 1, .. Enumerable.Range(1, 129).SelectMany(last => Child([1, (byte)last]))] },
        { "bytes left over", [.. "HTI\u0001\u0001\u0001"u8, .. Child("a"u8), 0] },
        { "a last name that is empty", [.. "HTI\u0001\u0001\u0001"u8, .. Child([])] },
        { "a last name that is unsafe", [.. "HTI\u0001\u0001\u0001"u8, .. Child("../a"u8)] },
        { "children out of order", [.. "HTI\u0001\u0001\u0002"u8, .. Child("b"u8), .. Child("a"u8)] },
        { "a child twice", [.. "HTI\u0001\u0001\u0002"u8, .. Child("a"u8), .. Child("a"u8)] },
        { "a child without entries", [.. "HTI\u0001\u0001\u0001"u8, .. _ids, 1, (byte)'a', 0, 0, 0, 0, 0] },
        { "more entries than the totals have", [.. "HTI\u0001\u0001\u0001"u8, .. _ids, 1, (byte)'a', 3, 1, 1, 0, 0] },
        { "more entries than a directory can have", [.. "HTI\u0001\u0001\u0001"u8, .. _ids, 1, (byte)'a', 0x81, 0x80, 0x40, 0x81, 0x80, 0x40, 0, 0, 0] },
    };

    [Fact]
    public void The_golden_index_of_version_1_is_read()
    {
        Assert.Equal(GoldenIndex, TreeIndex.Decode(Sample.Golden(GoldenName), out int level));
        Assert.Equal(2, level);
    }

    [Fact]
    public void The_golden_index_of_version_1_is_written() => Assert.Equal(Sample.Golden(GoldenName), Encode(2, GoldenIndex));

    // Computed by b3sum from the words of FORMAT.md.
    [Fact]
    public void The_content_only_id_of_the_golden_index_is_the_one_of_version_1() => Assert.Equal(
        "30c2d3f3af26df2053e86303a96954912e41b965c5e06a0ce6746c3dea1feb3d",
        ContentOnly.OfNodes(2, GoldenIndex).ToString());

    [Theory]
    [MemberData(nameof(Indexes))]
    public void An_index_that_no_writer_makes_is_refused(string what, byte[] index)
    {
        Exception? exception = Record.Exception(() => TreeIndex.Decode(index, out _));

        Assert.True(exception is CorruptDataException, $"{what}: {exception?.GetType().Name ?? "accepted"}");
    }

    [Fact]
    public void A_later_version_is_refused_by_its_number() =>
        Assert.Equal("format version 2", Assert.Throws<UnsupportedFormatException>(() => TreeIndex.Decode("HTI\u0002any"u8, out _)).Found);

    [Fact]
    public void An_index_cut_short_anywhere_is_refused()
    {
        byte[] index = Sample.Golden(GoldenName);

        Assert.All(Enumerable.Range(0, index.Length), length =>
            Assert.Throws<CorruptDataException>(() => TreeIndex.Decode(index.AsSpan(0, length), out _)));
    }

    [Fact]
    public void What_is_read_from_a_damaged_index_has_no_other_form()
    {
        byte[] index = Sample.Golden(GoldenName);
        for (int bit = 0; bit < index.Length * 8; bit++)
        {
            byte[] damaged = [.. index];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(IsRefusedOrCanonical(damaged), $"bit {bit}");
        }
    }

    internal static byte[] Encode(int level, IReadOnlyList<DirectoryChild> children)
    {
        ArrayBufferWriter<byte> output = new();
        TreeIndex.Encode(level, children, output);
        return output.WrittenSpan.ToArray();
    }

    private static bool IsRefusedOrCanonical(byte[] damaged)
    {
        try
        {
            IReadOnlyList<DirectoryChild> children = TreeIndex.Decode(damaged, out int level);
            return Encode(level, children).AsSpan().SequenceEqual(damaged);
        }
        catch (ChunkStoreException exception)
        {
            return exception is CorruptDataException or UnsupportedFormatException;
        }
    }

    // A child with one entry, a pipe.
    private static byte[] Child(ReadOnlySpan<byte> lastName) => [.. _ids, (byte)lastName.Length, .. lastName, 1, 0, 0, 1, 0];
}
