using System.Text;
using Hoody.ChunkStore.Codecs;

namespace Hoody.ChunkStore.Tests.Codecs;

public sealed class CompressionProbeTests
{
    private const int Length = 64 << 10;

    [Theory]
    [InlineData(BlobCodec.Lz4)]
    [InlineData(BlobCodec.Zstd)]
    public void Random_bytes_are_not_worth_trying(BlobCodec codec) =>
        Assert.False(CompressionProbe.IsPromising(codec, StoreFixture.Bytes(1, Length)));

    [Theory]
    [InlineData(BlobCodec.Lz4)]
    [InlineData(BlobCodec.Zstd)]
    public void Text_and_zeros_are(BlobCodec codec)
    {
        string text = string.Concat(Enumerable.Range(0, 8000).Select(i => $"line {i} "));
        Assert.True(CompressionProbe.IsPromising(codec, Encoding.ASCII.GetBytes(text)));
        Assert.True(CompressionProbe.IsPromising(codec, new byte[Length]));
    }

    [Fact]
    public void A_compressible_header_alone_does_not_mislead_a_whole_file_of_media()
    {
        byte[] media = StoreFixture.Bytes(1, Length);
        media.AsSpan(0, 50).Clear();
        Assert.False(CompressionProbe.IsPromising(BlobCodec.Lz4, media));
    }

    [Fact]
    public void Hexadecimal_digits_without_repeats_are_worth_it_for_zstd()
    {
        byte[] digits = Encoding.ASCII.GetBytes(Convert.ToHexString(StoreFixture.Bytes(1, Length / 2)));
        Assert.True(CompressionProbe.IsPromising(BlobCodec.Zstd, digits));
    }

    [Fact]
    public void Random_bytes_have_eight_bits_each_and_equal_ones_have_none()
    {
        Assert.InRange(CompressionProbe.BitsPerByte(StoreFixture.Bytes(1, 12 << 10)), 7.9, 8);
        Assert.Equal(0, CompressionProbe.BitsPerByte(new byte[100]));
    }
}
