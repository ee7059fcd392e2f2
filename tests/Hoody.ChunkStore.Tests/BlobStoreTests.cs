using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests;

public sealed class BlobStoreTests
{
    [Fact]
    public async Task A_blob_that_was_flushed_is_read_back_after_reopening()
    {
        MemoryBackend backend = new();
        BlobId id;
        await using (BlobStore store = await BlobStore.CreateAsync(backend))
        {
            await using BlobWriter writer = store.BeginWrite();
            id = await writer.PutAsync(BlobKind.Tree, "a tree"u8.ToArray());
            await writer.FlushAsync();
        }

        await using BlobStore reopened = await BlobStore.OpenAsync(backend);
        Assert.True(reopened.Contains(id));
        using IMemoryOwner<byte> blob = await reopened.GetAsync(id, BlobKind.Tree);
        Assert.Equal("a tree"u8, blob.Memory.Span);
    }

    [Fact]
    public async Task A_ref_moves_from_generation_to_generation()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await using BlobWriter writer = store.BeginWrite();
        BlobId id = await writer.PutAsync(BlobKind.Snapshot, "one"u8.ToArray());
        await writer.FlushAsync();
        Assert.Equal(1, (await store.Refs.UpdateAsync("a/b", id, 0)).Generation);
        Assert.Equal(2, (await store.Refs.UpdateAsync("a/b", id, 1)).Generation);
        Assert.Equal(2, (await store.Refs.GetAsync("a/b"))?.Generation);
    }
}
