using System.Buffers;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class ChunkListIndexTests
{
    private const string GoldenName = "chunk-list-index-v1.bin";

    private static readonly byte[] _id = new byte[BlobId.LengthBytes];

    private static ChunkListChild[] GoldenIndex => [new(Sample.Id(1), 1L << 40, 128), new(Sample.Id(2), 16, 16), new(Sample.Id(1), 1, 1)];

    public static TheoryData<string, byte[]> Indexes => new()
    {
        { "no level", [.. "HCI\u0001"u8] },
        { "version 0", [.. "HCI\0\u0001\0"u8] },
        { "the level 0", [.. "HCI\u0001\0\u0001"u8, .. _id, 1, 1] },
        { "the level 6", [.. "HCI\u0001\u0006\u0001"u8, .. _id, 1, 1] },
        { "no children", [.. "HCI\u0001\u0001\0"u8] },
        { "more children than bytes", [.. "HCI\u0001\u0001\u0002"u8, .. _id, 1, 1] },
        { "129 children", [.. "HCI\u0001\u0001"u8, 0x81, 1, .. Enumerable.Repeat((byte[])[.. _id, 1, 1], 129).SelectMany(child => child)] },
        { "bytes left over", [.. "HCI\u0001\u0001\u0001"u8, .. _id, 1, 1, 0] },
        { "a child without chunks", [.. "HCI\u0001\u0001\u0001"u8, .. _id, 1, 0] },
        { "a child without bytes", [.. "HCI\u0001\u0001\u0001"u8, .. _id, 0, 0] },
        { "more chunks than bytes of the file", [.. "HCI\u0001\u0001\u0001"u8, .. _id, 1, 2] },
        { "more chunks than a file can have", [.. "HCI\u0001\u0001\u0001"u8, .. _id, 0x81, 0x80, 0x80, 0x02, 0x81, 0x80, 0x80, 0x02] },
    };

    [Fact]
    public void The_golden_index_of_version_1_is_read()
    {
        Assert.Equal(GoldenIndex, ChunkListIndex.Decode(Sample.Golden(GoldenName), out int level));
        Assert.Equal(1, level);
    }

    [Fact]
    public void The_golden_index_of_version_1_is_written() => Assert.Equal(Sample.Golden(GoldenName), Encode(1, GoldenIndex));

    [Theory]
    [MemberData(nameof(Indexes))]
    public void An_index_that_no_writer_makes_is_refused(string what, byte[] index)
    {
        Exception? exception = Record.Exception(() => ChunkListIndex.Decode(index, out _));

        Assert.True(exception is CorruptDataException, $"{what}: {exception?.GetType().Name ?? "accepted"}");
    }

    [Fact]
    public void A_later_version_is_refused_by_its_number() =>
        Assert.Equal("format version 2", Assert.Throws<UnsupportedFormatException>(() => ChunkListIndex.Decode("HCI\u0002any"u8, out _)).Found);

    [Fact]
    public void An_index_cut_short_anywhere_is_refused()
    {
        byte[] index = Sample.Golden(GoldenName);

        Assert.All(Enumerable.Range(0, index.Length), length =>
            Assert.Throws<CorruptDataException>(() => ChunkListIndex.Decode(index.AsSpan(0, length), out _)));
    }

    internal static byte[] Encode(int level, IReadOnlyList<ChunkListChild> children)
    {
        ArrayBufferWriter<byte> output = new();
        ChunkListIndex.Encode(level, children, output);
        return output.WrittenSpan.ToArray();
    }
}
