using System.Buffers;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;

namespace Hoody.EndToEnd.Tests.Readme;

internal static class ChunkStoreExample
{
    public static async Task<byte[]> RunAsync(string directory, byte[] bytes)
    {
        #region README
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(directory));

        await using BlobWriter writer = store.BeginWrite();
        BlobId id = await writer.PutAsync(BlobKind.Chunk, bytes);
        await writer.FlushAsync();                                  // durable from here on

        using IMemoryOwner<byte> blob = await store.GetAsync(id, BlobKind.Chunk);
        await store.Refs.UpdateAsync("production/web", id, expectedGeneration: 0);
        #endregion

        return blob.Memory.ToArray();
    }
}
