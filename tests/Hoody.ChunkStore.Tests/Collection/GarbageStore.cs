using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Refs;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>A store with snapshots that are a list of chunks each, and what tests of collections do with it.</summary>
internal sealed class GarbageStore : IAsyncDisposable
{
    private GarbageStore(MemoryBackend memory, HookedBackend backend, BlobStore store) => (Memory, Backend, Store) = (memory, backend, store);

    /// <summary>Where the objects are; calls on it are not seen by the hooks.</summary>
    internal MemoryBackend Memory { get; }

    internal HookedBackend Backend { get; }

    internal BlobStore Store { get; }

    /// <summary>Every silent lease is revoked at once, nobody waits.</summary>
    internal static CollectionOptions Impatient => ImpatientCollection.Options;

    internal static async Task<GarbageStore> CreateAsync(BlobStoreOptions? options = null)
    {
        MemoryBackend memory = new();
        HookedBackend backend = new(memory);
        return new GarbageStore(memory, backend, await BlobStore.CreateAsync(backend, options ?? StoreFixture.SmallPacks));
    }

    internal static byte[] Chunk(int seed, int length = 100) => StoreFixture.Bytes(seed, length);

    internal static BlobId ChunkId(int seed, int length = 100) => BlobId.Compute(BlobKind.Chunk, Chunk(seed, length));

    /// <summary>The id of the snapshot of those chunks.</summary>
    internal static BlobId SnapshotId(params int[] chunks) => BlobId.Compute(BlobKind.Snapshot, Snapshot(chunks));

    internal static async Task<BlobId> PutAsync(BlobStore store, params int[] chunks)
    {
        await store.PutAsync([.. chunks.Select(seed => (BlobKind.Chunk, Chunk(seed)))]);
        return (await store.PutAsync((BlobKind.Snapshot, Snapshot(chunks))))[0];
    }

    /// <summary>Puts a snapshot of those chunks, each in a pack of its own with what is new of it, and points the ref there.</summary>
    internal async Task<RefValue> CommitAsync(string name, params int[] chunks) => await CommitAsync(Store, name, chunks);

    internal static async Task<RefValue> CommitAsync(BlobStore store, string name, params int[] chunks)
    {
        await using StorePin pin = await store.PinAsync();
        BlobId snapshot = await PutAsync(store, chunks);
        RefValue? current = await store.Refs.GetAsync(name);
        return await store.Refs.UpdateAsync(name, snapshot, current?.Generation ?? 0);
    }

    internal async Task DeleteAsync(string name)
    {
        RefValue current = await Store.Refs.GetAsync(name) ?? throw new InvalidOperationException("There is no such ref.");
        await Store.Refs.DeleteAsync(name, current.Generation);
    }

    internal Task<CollectionPlan> PlanAsync(CollectionOptions? options = null) =>
        Store.PlanCollectionAsync(new ListedReferences(), options ?? Impatient);

    internal async Task<CollectionResult> CollectAsync(CollectionOptions? options = null) =>
        await (await PlanAsync(options)).ApplyAsync();

    /// <summary>Every ref, and everything it needs, is read by a process that starts now.</summary>
    internal async Task AssertIntactAsync() => await AssertIntactAsync(Memory);

    internal static async Task AssertIntactAsync(IStorageBackend backend)
    {
        await using BlobStore fresh = await BlobStore.OpenAsync(new HookedBackend(backend), StoreFixture.SmallPacks);
        await foreach (RefValue found in fresh.Refs.ListAsync())
        {
            List<BlobReference> references = [];
            new ListedReferences().AddReferences(BlobKind.Snapshot, await fresh.ReadAsync(found.Target, BlobKind.Snapshot), references);
            foreach (BlobReference reference in references)
            {
                await fresh.ReadAsync(reference.Id, reference.Kind);
            }
        }
    }

    internal Task<string[]> PacksAsync() => Memory.NamesAsync("packs/");

    /// <summary>What an object says.</summary>
    internal async Task<byte[]> ReadAsync(string name)
    {
        byte[] content = new byte[await Memory.GetLengthAsync(name, default) ?? 0];
        await Memory.ReadAsync(name, 0, content, default);
        return content;
    }

    /// <summary>Makes an object say something else.</summary>
    internal async Task ReplaceAsync(string name, byte[] content)
    {
        await Memory.DeleteAsync(name, default);
        await Memory.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(content), default);
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private static byte[] Snapshot(int[] chunks) =>
        ListedReferences.List(0, [.. chunks.Select(seed => (BlobKind.Chunk, ChunkId(seed)))]);
}
