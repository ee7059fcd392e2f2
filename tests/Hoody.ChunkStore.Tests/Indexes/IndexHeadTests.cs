using System.Buffers.Binary;
using Hoody.ChunkStore.Indexes;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Indexes;

public sealed class IndexHeadTests
{
    private static readonly IndexHead s_head = new(
        [new IndexHead.Part(3, 1, 5, 7, Blake3Hasher.Hash([1])), new IndexHead.Part(9, 2, 8, UInt128.MaxValue, Blake3Hasher.Hash([2]))],
        IndexRunTests.Packs(3),
        [Blake3Hasher.Hash([3])],
        4,
        500);

    [Fact]
    public void A_head_is_read_as_it_was_written()
    {
        IndexHead read = IndexHead.Decode(s_head.Encode(), "It");
        Assert.Equal(s_head.Parts, read.Parts);
        Assert.Equal(s_head.Packs, read.Packs);
        Assert.Equal(s_head.Removed, read.Removed);
        Assert.Equal((4, 500), (read.DuplicateEntries, read.DuplicatePlainBytes));
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_noticed()
    {
        byte[] bytes = s_head.Encode();
        for (int i = 0; i < bytes.Length * 8; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i / 8] ^= (byte)(1 << (i % 8));
            Assert.ThrowsAny<ChunkStoreException>(() => IndexHead.Decode(damaged, "It"));
        }
    }

    [Fact]
    public void A_head_of_any_other_length_is_refused()
    {
        byte[] bytes = s_head.Encode();
        Assert.All(
            Enumerable.Range(0, bytes.Length),
            length => Assert.ThrowsAny<ChunkStoreException>(() => IndexHead.Decode(bytes.AsSpan(0, length), "It")));
        Assert.ThrowsAny<ChunkStoreException>(() => IndexHead.Decode([.. bytes, 0], "It"));
    }

    [Theory]
    [InlineData(4, int.MaxValue)]
    [InlineData(8, int.MaxValue)]
    [InlineData(12, int.MaxValue)]
    [InlineData(4, -1)]
    [InlineData(8, -1)]
    [InlineData(12, -1)]
    [InlineData(40, 0)]
    [InlineData(40, -1)]
    [InlineData(44, 0)]
    public void Counts_that_lie_under_a_good_hash_are_refused(int offset, int value)
    {
        byte[] bytes = s_head.Encode();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        Blake3Hasher.Hash(bytes.AsSpan(0, bytes.Length - 32)).CopyTo(bytes.AsSpan(bytes.Length - 32));
        Assert.Throws<CorruptDataException>(() => IndexHead.Decode(bytes, "It"));
    }

    [Fact]
    public void A_later_version_is_refused_by_name()
    {
        byte[] bytes = s_head.Encode();
        bytes[3] = (byte)'2';
        UnsupportedFormatException error = Assert.Throws<UnsupportedFormatException>(() => IndexHead.Decode(bytes, "It"));
        Assert.Contains("index version 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index/0123456789abcdef0123456789abcdef", true, -1)]
    [InlineData("index/0123456789abcdef0123456789abcdef-00000", true, 0)]
    [InlineData("index/0123456789abcdef0123456789abcdef-01234", true, 1234)]
    [InlineData("index/0123456789abcdef0123456789abcdef-1234", false, 0)]
    [InlineData("index/0123456789abcdef0123456789abcdef-+1234", false, 0)]
    [InlineData("index/0123456789ABCDEF0123456789abcdef", false, 0)]
    [InlineData("index/0123456789abcdef0123456789abcde", false, 0)]
    [InlineData("index/", false, 0)]
    public void Only_the_names_of_heads_and_parts_are_names_of_the_index(string name, bool isName, int part)
    {
        Assert.Equal(isName, IndexName.TryParse(name, out Guid run, out int found));
        if (isName)
        {
            Assert.Equal(part, found);
            Assert.Equal(name, part < 0 ? IndexName.Head(run) : IndexName.Part(run, part));
        }
    }
}
