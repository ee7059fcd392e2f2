using System.Buffers;
using FsCheck.Xunit;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Tests.Packs;

public sealed class PackBufferTests
{
    [Property]
    public bool What_was_appended_comes_out_in_order(byte[][] pieces)
    {
        using PackBuffer buffer = new();
        foreach (byte[] piece in pieces)
        {
            buffer.Append(piece);
        }

        byte[] expected = [.. pieces.SelectMany(piece => piece)];
        return buffer.LengthBytes == expected.Length && buffer.ToSequence().ToArray().SequenceEqual(expected);
    }

    [Theory]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData((3 << 20) + 7)]
    public void Pieces_that_cross_blocks_come_out_whole(int length)
    {
        using PackBuffer buffer = new();
        byte[] bytes = StoreFixture.Bytes(1, length);
        buffer.Append(bytes);
        buffer.Append(bytes);
        Assert.Equal(2L * length, buffer.LengthBytes);
        Assert.True(buffer.ToSequence().ToArray().AsSpan().SequenceEqual([.. bytes, .. bytes]));
    }
}
