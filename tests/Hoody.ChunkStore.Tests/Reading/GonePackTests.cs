using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Reading;

/// <summary>A damaged index tells that a blob stands in another pack than it does, and that one is collected.</summary>
public sealed class GonePackTests
{
    private static BlobStoreOptions Options => StoreFixture.SmallPacks with { IndexTailPacks = int.MaxValue };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_blob_is_read_though_the_index_tells_that_it_stands_in_a_pack_that_is_gone(bool isBatch)
    {
        (SortedDictionary<string, byte[]> objects, BlobId[] ids) = await CreateAsync();
        string wrong = MovePlace(objects, ids);
        MemoryBackend backend = await BackendContent.ToBackendAsync(objects);
        await using BlobStore store = await BlobStore.OpenAsync(backend, Options);
        await backend.DeleteAsync(wrong, default);
        if (isBatch)
        {
            using FetchedBlob blob = await store.GetManyAsync([ids[0]], BlobKind.Chunk).SingleAsync();
            Assert.Equal(Plain(0), blob.Plain.ToArray());
        }
        else
        {
            Assert.Equal(Plain(0), await store.ReadAsync(ids[0], BlobKind.Chunk));
        }
    }

    /// <summary>Has the index tell that the first blob stands in the pack of the second, which it names.</summary>
    private static string MovePlace(SortedDictionary<string, byte[]> objects, BlobId[] ids)
    {
        string head = objects.Keys.Single(name => name.StartsWith(IndexName.Prefix, StringComparison.Ordinal) && !name.Contains('-', StringComparison.Ordinal));
        IndexHead.Part part = Assert.Single(IndexHead.Decode(objects[head], head).Parts);
        byte[] content = objects[$"{head}-00000"];
        BlobId[] sorted = [.. ids.Order()];
        Span<byte> PlaceOf(BlobId id) => content.AsSpan(content.Length - (IndexPlace.Size * (part.EntryCount - Array.IndexOf(sorted, id))), IndexPlace.Size);
        IndexPlace second = IndexPlace.Read(PlaceOf(ids[1]));
        (IndexPlace.Read(PlaceOf(ids[0])) with { Pack = second.Pack }).Write(PlaceOf(ids[0]));
        Blake3Digest[] packs = [.. IndexHead.Decode(objects[head], head).Packs.Select(line => line.Id)];
        return PackName.Of(packs[second.Pack]);
    }

    /// <summary>The objects of a store of two packs, of a blob each, and an index of one run that tells of them.</summary>
    private static async Task<(SortedDictionary<string, byte[]> Objects, BlobId[] Ids)> CreateAsync()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend, Options);
        BlobId[] ids = await store.PutAsync((BlobKind.Chunk, Plain(0)), (BlobKind.Chunk, Plain(1)));
        await store.Index.Compactor.CompactAsync(default);
        return (await BackendContent.ReadAsync(backend), ids);
    }

    private static byte[] Plain(int i) => StoreFixture.Bytes(i, 1500);
}
