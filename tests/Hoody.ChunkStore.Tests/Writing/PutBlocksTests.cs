using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Writing;

namespace Hoody.ChunkStore.Tests.Writing;

public sealed class PutBlocksTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_096)]
    [InlineData(32 << 10)]
    [InlineData((32 << 10) + 1)]
    [InlineData(1 << 20)]
    public void RoomIsAsLongAsWasAskedFor(int length)
    {
        using PutBlocks blocks = new();
        PutBytes room = blocks.Take(length);

        Assert.Equal(length, room.Memory.Length);
        room.Release();
    }

    [Fact]
    public void NobodysBytesAreWrittenByOthersWhileTheyAreHeld()
    {
        using PutBlocks blocks = new();

        Parallel.For(0, 4, thread =>
        {
            Random random = new(thread);
            Queue<(PutBytes Room, byte Mark)> held = new();
            for (int i = 0; i < 5_000; i++)
            {
                PutBytes room = blocks.Take(random.Next(40 << 10));
                byte mark = (byte)((i * 4) + thread);
                room.Memory.Span.Fill(mark);
                held.Enqueue((room, mark));
                if (held.Count > 20)
                {
                    RequireIntact(held.Dequeue());
                }
            }

            foreach ((PutBytes, byte) last in held)
            {
                RequireIntact(last);
            }
        });
    }

    [Theory]
    [InlineData(100, 60)]
    [InlineData(100_000, 60)]
    [InlineData(100_000, 70_000)]
    public void WhatIsKeptIsTheBeginningOfTheArray(int length, int keptLength)
    {
        using PutBlocks blocks = new();
        PooledBytes array = new(length);
        new Random(1).NextBytes(array.Memory.Span);
        byte[] expected = array.Memory[..keptLength].ToArray();

        PutBytes kept = blocks.Keep(array, keptLength);

        Assert.Equal(expected, kept.Memory.ToArray());
        kept.Release();
    }

    [Fact]
    public void WhatIsHeldOutlivesTheBlocks()
    {
        PutBlocks blocks = new();
        PutBytes room = blocks.Take(100);
        room.Memory.Span.Fill(7);

        blocks.Dispose();

        using PooledBytes other = new(256 << 10); // would be the block, had it gone back
        other.Memory.Span.Clear();
        RequireIntact((room, 7));
    }

    private static void RequireIntact((PutBytes Room, byte Mark) held)
    {
        Assert.False(held.Room.Memory.Span.ContainsAnyExcept(held.Mark));
        held.Room.Release();
    }
}
