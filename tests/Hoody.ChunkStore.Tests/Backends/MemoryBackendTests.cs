using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class MemoryBackendTests
{
    [Fact]
    public async Task An_object_that_no_array_takes_finds_no_room_and_is_not_created()
    {
        byte[] piece = new byte[1 << 20];
        Segment first = new(piece, before: null);
        Segment last = first;
        for (int i = 1; i <= int.MaxValue / piece.Length; i++)
        {
            last = new Segment(piece, last);
        }

        MemoryBackend backend = new();
        await Assert.ThrowsAsync<StoreFullException>(
            async () => await backend.CreateIfAbsentAsync("a", new ReadOnlySequence<byte>(first, 0, last, piece.Length), default));
        Assert.Null(await backend.GetLengthAsync("a", default));
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
