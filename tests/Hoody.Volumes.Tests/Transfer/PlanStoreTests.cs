using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Closures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

public sealed class PlanStoreTests
{
    [Fact]
    public async Task A_plan_of_any_size_remembers_no_more_than_so_many_chunks()
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await using StorePin pin = await target.Blobs.PinAsync();
        ClosureSet closures = await target.Blobs.ReadClosuresAsync(pin);
        PlanStore store = new(target.Blobs, closures);
        for (int i = 0; i < 1 << 22; i++)
        {
            Assert.False(await store.HoldsChunkAsync(Numbered(i), default));
        }

        Assert.True(await store.HoldsChunkAsync(Numbered(0), default));
        Assert.False(await store.HoldsChunkAsync(Numbered(1 << 22), default));
        Assert.False(await store.HoldsChunkAsync(Numbered(1 << 22), default)); // not remembered
    }

    private static BlobId Numbered(int number)
    {
        Span<byte> id = stackalloc byte[BlobId.LengthBytes];
        id.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(id, number);
        BinaryPrimitives.WriteInt32LittleEndian(id[sizeof(int)..], number); // ids whose first half is nothing but a zero to a table without a seed
        return new BlobId(id);
    }
}
