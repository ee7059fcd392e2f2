using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class ChunkListTests
{
    private static readonly byte[] _id = new byte[BlobId.LengthBytes];

    private static ChunkSpan[] GoldenList => [new(Sample.Id(1), 65_536), new(Sample.Id(2), 262_144), new(Sample.Id(1), 1)];

    public static TheoryData<string, byte[]> Lists => new()
    {
        { "nothing at all", [] },
        { "another magic", [.. "HTN\u0001\0"u8] },
        { "no chunks", [.. "HCL\u0001\0"u8] },
        { "more chunks than bytes", [.. "HCL\u0001\u0003"u8, .. _id, 4, .. _id, 5] },
        { "a chunk without bytes", [.. "HCL\u0001\u0003"u8, .. _id, 4, .. _id, 0, .. _id, 5] },
        { "a chunk longer than a blob", [.. "HCL\u0001\u0002"u8, .. _id, 4, .. _id, 0x81, 0x80, 0x80, 0x04] },
        { "129 chunks", [.. "HCL\u0001"u8, 0x81, 1, .. Enumerable.Repeat((byte[])[.. _id, 1], 129).SelectMany(chunk => chunk)] },
        { "bytes left over", [.. "HCL\u0001\u0002"u8, .. _id, 4, .. _id, 5, 0] },
    };

    [Property]
    public Property Decoding_gives_back_what_was_encoded(PositiveInt[] lengths) => Prop.When(lengths.Length is > 0 and <= NodeSplit.MaxItems, () =>
    {
        ChunkSpan[] chunks = [.. lengths.Select((length, index) => new ChunkSpan(Sample.Id((byte)index), length.Get))];
        return ChunkList.Decode(Sample.EncodeList(chunks)).SequenceEqual(chunks);
    });

    [Fact]
    public void The_golden_list_of_version_1_is_read() =>
        Assert.Equal(GoldenList, ChunkList.Decode(Sample.Golden("chunk-list-v1.bin")));

    [Fact]
    public void The_golden_list_of_version_1_is_written() => Assert.Equal(Sample.Golden("chunk-list-v1.bin"), Sample.EncodeList(GoldenList));

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_that_no_writer_makes_is_refused(string what, byte[] list)
    {
        Exception? exception = Record.Exception(() => ChunkList.Decode(list));

        Assert.True(exception is CorruptDataException, $"{what}: {exception?.GetType().Name ?? "accepted"}");
    }

    [Fact]
    public void A_list_cut_short_anywhere_is_refused()
    {
        byte[] list = Sample.Golden("chunk-list-v1.bin");

        Assert.All(Enumerable.Range(0, list.Length), length =>
            Assert.Throws<CorruptDataException>(() => ChunkList.Decode(list.AsSpan(0, length))));
    }

    [Fact]
    public void A_list_without_chunks_is_not_encoded() => Assert.Throws<ArgumentException>(() => Sample.EncodeList([]));

    [Fact]
    public void A_chunk_without_bytes_is_not_encoded() =>
        Assert.Throws<ArgumentException>(() => Sample.EncodeList([new ChunkSpan(Sample.Id(1), 1), new ChunkSpan(Sample.Id(1), 0)]));
}
