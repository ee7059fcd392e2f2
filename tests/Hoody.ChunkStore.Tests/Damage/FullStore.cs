using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Closures;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Damage;

/// <summary>A small store in which there is an object of every kind and a record of every codec, and all that a reader may find in it.</summary>
internal sealed class FullStore
{
    private FullStore(SortedDictionary<string, byte[]> objects) => Objects = objects;

    internal static BlobStoreOptions Options => StoreFixture.SmallPacks with { IndexTailPacks = int.MaxValue, IndexPartEntries = 3 };

    internal const int PairLength = 30;

    /// <summary>Two chunks whose records fill one pack.</summary>
    internal static byte[][] Pair => [StoreFixture.Bytes(1, PairLength), StoreFixture.Bytes(6, PairLength)];

    internal SortedDictionary<string, byte[]> Objects { get; }

    /// <summary>What was put, and the names of the packs that have it.</summary>
    internal Dictionary<BlobId, (BlobKind Kind, byte[] Plain, HashSet<string> Packs)> Blobs { get; } = [];

    internal SortedDictionary<string, BlobId> Refs { get; } = new(StringComparer.Ordinal);

    internal static async Task<FullStore> CreateAsync()
    {
        MemoryBackend backend = new();
        List<(BlobKind Kind, byte[] Plain)> blobs = [];
        await using (BlobStore store = await BlobStore.CreateAsync(backend, Options))
        {
            await CommitAsync(store, "web", blobs, StoreFixture.Bytes(2, 20), []);
            await CommitAsync(store, "web", blobs, Pair);
            await CommitAsync(store, "old", blobs, StoreFixture.Bytes(3, 10));
            await store.Refs.DeleteAsync("old", 1);
            await (await store.PlanCollectionAsync(new ListedReferences("listed 1"), GarbageStore.Impatient)).ApplyAsync();
            await store.FindDamageAsync();
        }

        foreach (BlobCodec codec in (BlobCodec[])[BlobCodec.Lz4, BlobCodec.Zstd])
        {
            await using BlobStore store = await BlobStore.OpenAsync(backend, Options with { Compression = codec });
            await CommitAsync(store, $"codecs/{codec}", blobs, [.. Enumerable.Range(0, 300).Select(i => (byte)(i % (7 + (int)codec)))]);
            await store.Index.Compactor.CompactAsync(default);
        }

        await using (BlobStore store = await BlobStore.OpenAsync(backend, Options))
        {
            await QuarantineAsync(backend, store, blobs);
            await CommitAsync(store, "web", blobs, StoreFixture.Bytes(4, 25)); // in no run; the generation before stays
            await NoteClosureAsync(store);
        }

        // What a process left that was killed while it moved a ref.
        await backend.CreateAsync(LeaseName.Of(new Guid(1, 2, 3, new byte[8]), 0), new LeaseRecord(new Guid(1, 2, 3, new byte[8]), 0, LeaseEvent.Begin, 3).Encode());
        await backend.CreateAsync(
            LeaseName.Of(new Guid(1, 2, 3, new byte[8]), 1),
            new LeaseRecord(new Guid(1, 2, 3, new byte[8]), 1, LeaseEvent.Commit, Commit: new LeaseCommit("web", 2, null)).Encode());
        return await DescribeAsync(backend, blobs);
    }

    // Its blob stands in another pack too, since it was put again.
    private static async Task QuarantineAsync(MemoryBackend backend, BlobStore store, List<(BlobKind Kind, byte[] Plain)> blobs)
    {
        (BlobKind Kind, byte[] Plain) blob = (BlobKind.Chunk, StoreFixture.Bytes(5, 15));
        BlobId id = (await store.PutAsync(blob))[0];
        Assert.True(store.Index.TryGet(id, out Blake3Digest pack, out _));
        await backend.CreateAsync(QuarantineRecord.NameOf(pack), new QuarantineRecord(pack, "for a test").Encode());
        await using BlobStore other = await BlobStore.OpenAsync(backend, Options);
        await other.PutAsync(blob);
        blobs.Add(blob);
    }

    private static async Task NoteClosureAsync(BlobStore store)
    {
        await using StorePin pin = await store.PinAsync();
        ClosureSet closures = await store.ReadClosuresAsync(pin);
        closures.Note((await store.Refs.GetAsync("web"))!.Target, 1); // committed just now
        Assert.True(await closures.SaveAsync());
    }

    private static async Task CommitAsync(BlobStore store, string name, List<(BlobKind, byte[])> blobs, params byte[][] chunks)
    {
        await using StorePin pin = await store.PinAsync();
        (BlobKind, byte[])[] all =
        [
            .. chunks.Select(chunk => (BlobKind.Chunk, chunk)),
            (BlobKind.Snapshot, ListedReferences.List(0, [.. chunks.Select(chunk => (BlobKind.Chunk, BlobId.Compute(BlobKind.Chunk, chunk)))])),
        ];
        BlobId[] ids = await store.PutAsync(all);
        blobs.AddRange(all);
        RefValue? current = await store.Refs.GetAsync(name);
        await store.Refs.UpdateAsync(name, ids[^1], current?.Generation ?? 0);
    }

    private static async Task<FullStore> DescribeAsync(MemoryBackend backend, List<(BlobKind Kind, byte[] Plain)> blobs)
    {
        FullStore full = new(await BackendContent.ReadAsync(backend));
        foreach (string name in await backend.NamesAsync(PackName.Prefix))
        {
            StoredObject pack = new(name, full.Objects[name].Length);
            foreach (PackEntry entry in (await PackReader.ReadDirectoryAsync(backend, pack, default)).Entries)
            {
                byte[] plain = blobs.First(blob => BlobId.Compute(blob.Kind, blob.Plain) == entry.Id).Plain;
                full.Blobs.TryAdd(entry.Id, (entry.Kind, plain, new HashSet<string>(StringComparer.Ordinal)));
                full.Blobs[entry.Id].Packs.Add(name);
            }
        }

        await using BlobStore store = await BlobStore.OpenAsync(backend, Options);
        await foreach (RefValue found in store.Refs.ListAsync())
        {
            full.Refs.Add(found.Name, found.Target);
        }

        return full;
    }
}
