using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Verification;

/// <summary>What tests of verification do to a store behind its back, and how they look at it then.</summary>
internal static class DamagedStore
{
    /// <summary>Puts other bytes in the place of an object.</summary>
    internal static async Task DamageAsync(this MemoryBackend backend, string name, Func<byte[], byte[]> damage)
    {
        byte[] content = new byte[await backend.GetLengthAsync(name, default) ?? throw new ObjectNotFoundException(name)];
        await backend.ReadAsync(name, 0, content, default);
        await backend.DeleteAsync(name, default);
        await backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(damage(content)), default);
    }

    /// <summary>Flips a bit of a byte; a negative offset counts from the end.</summary>
    internal static Task FlipAsync(this MemoryBackend backend, string name, int offset) => backend.DamageAsync(name, content =>
    {
        content[offset < 0 ? content.Length + offset : offset] ^= 4;
        return content;
    });

    /// <summary>Damages the payload of the blob in the pack where it is found first, whose name is returned.</summary>
    internal static async Task<string> DamageBlobAsync(this MemoryBackend backend, BlobId id)
    {
        await using BlobStore store = await backend.OpenAsync();
        Assert.True(store.Index.TryGet(id, out Blake3Digest pack, out PackEntryLocation location));
        await backend.FlipAsync(PackName.Of(pack), location.Offset + PackRecordHeader.Size);
        return PackName.Of(pack);
    }

    internal static Task<BlobStore> OpenAsync(this MemoryBackend backend) => BlobStore.OpenAsync(backend, StoreFixture.SmallPacks);

    internal static Task<VerificationReport> FindDamageAsync(
        this BlobStore store, VerificationDepth depth = VerificationDepth.Full, bool isReadOnly = false) =>
        store.VerifyAsync(new VerificationOptions { Depth = depth, IsReadOnly = isReadOnly }, new ListedReferences());

    /// <summary>A process that starts now opens the store and verifies it.</summary>
    internal static async Task<VerificationReport> FindDamageAsync(
        this MemoryBackend backend, VerificationDepth depth = VerificationDepth.Full, bool isReadOnly = false)
    {
        await using BlobStore store = await backend.OpenAsync();
        return await store.FindDamageAsync(depth, isReadOnly);
    }
}
