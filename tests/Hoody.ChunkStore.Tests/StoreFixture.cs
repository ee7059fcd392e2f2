using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests;

/// <summary>What most tests of the store do: seeded content, small packs, put and get in one line.</summary>
internal static class StoreFixture
{
    /// <summary>Packs so small that a test fills many of them, and of which collections note what their trees refer to all the same.</summary>
    internal static BlobStoreOptions SmallPacks => new() { DataPackLengthBytes = 2000, TreePackLengthBytes = 1000, MinNotedPackLengthBytes = 0 };

    /// <summary>Options whose random bytes are the same in every run.</summary>
    internal static BlobStoreOptions Repeatable
    {
        get
        {
            byte next = 0;
            return new() { Random = destination => destination.Fill(++next) };
        }
    }

    internal static byte[] Bytes(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Puts and flushes the blobs in a session of its own.</summary>
    internal static async Task<BlobId[]> PutAsync(this BlobStore store, params (BlobKind Kind, byte[] Plain)[] blobs)
    {
        await using BlobWriter writer = store.BeginWrite();
        List<BlobId> ids = [];
        foreach ((BlobKind kind, byte[] plain) in blobs)
        {
            ids.Add(await writer.PutAsync(kind, plain));
        }

        await writer.FlushAsync();
        return [.. ids];
    }

    internal static async Task<byte[]> ReadAsync(this BlobStore store, BlobId id, BlobKind kind)
    {
        using IMemoryOwner<byte> blob = await store.GetAsync(id, kind);
        return blob.Memory.ToArray();
    }

    internal static async Task<string[]> NamesAsync(this IStorageBackend backend, string prefix) =>
        await backend.ListAsync(prefix, default).Select(found => found.Name).ToArrayAsync();
}
