using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Packs;

/// <summary>The memory of packs that are being filled is nobody's when none is.</summary>
[Collection(AloneCollection.Name)]
public sealed class PackBlocksTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_session_that_ends_gives_its_blocks_to_the_collector(bool hasFailed)
    {
        int before = PackBlocks.UserCount;
        HookedBackend backend = new(new MemoryBackend());
        await using (BlobStore store = await BlobStore.CreateAsync(backend))
        {
            await using BlobWriter writer = store.BeginWrite();
            await writer.PutAsync(BlobKind.Chunk, new byte[] { 1 });
            Assert.True(PackBlocks.UserCount > before);
            if (hasFailed)
            {
                backend.Before = (_, _) => throw new BackendException("no");
                await Assert.ThrowsAsync<BackendException>(() => writer.FlushAsync());
                backend.Before = (_, _) => Task.CompletedTask;
            }
        }

        Assert.Equal(before, PackBlocks.UserCount);
    }
}
