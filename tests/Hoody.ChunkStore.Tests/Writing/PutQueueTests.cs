using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Writing;

namespace Hoody.ChunkStore.Tests.Writing;

public sealed class PutQueueTests
{
    private const int MaxBytes = 1 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(64 << 10)]
    public void What_waits_takes_no_more_memory_than_the_queue_may_however_small_it_is(int length)
    {
        using PutBlocks blocks = new();
        PutQueue queue = new(MaxBytes);
        PackEntry blob = new(default, BlobKind.Chunk, BlobCodec.None, length, length);
        (SessionCounters session, BlobStoreOptions options) = (new(), new());
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = 0;
        while (queue.TryEnqueue(new PutJob(session, blob, blocks, options)))
        {
            count++;
        }

        long own = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(own + ((long)count * length), MaxBytes / 4, 2 * MaxBytes);
    }

    [Fact]
    public void One_blob_has_always_room()
    {
        using PutBlocks blocks = new();
        PutQueue queue = new(maxBytes: 1);
        PackEntry blob = new(default, BlobKind.Chunk, BlobCodec.None, 1000, 1000);
        Assert.True(queue.TryEnqueue(new PutJob(new SessionCounters(), blob, blocks, new BlobStoreOptions())));
        Assert.False(queue.TryEnqueue(new PutJob(new SessionCounters(), blob, blocks, new BlobStoreOptions())));
    }
}
