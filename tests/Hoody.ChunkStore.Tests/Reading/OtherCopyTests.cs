using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Reading;

/// <summary>What the device cannot read, be it a record or the directory that would tell whether the index lied of it, keeps nobody from another copy.</summary>
public sealed class OtherCopyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_damaged_record_whose_directory_cannot_be_read_is_read_from_its_other_copy(bool isBatch)
    {
        (SortedDictionary<string, byte[]> objects, BlobId id, string damaged) = await CreateAsync();
        objects[damaged][PackRecordHeader.Size] ^= 1;
        BadSectorBackend backend = new(await BackendContent.ToBackendAsync(objects), damaged, objects[damaged].Length - 1);
        await AssertReadsAsync(backend, id, isBatch);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_that_the_device_cannot_read_is_read_from_its_other_copy(bool isBatch)
    {
        (SortedDictionary<string, byte[]> objects, BlobId id, string bad) = await CreateAsync();
        BadSectorBackend backend = new(await BackendContent.ToBackendAsync(objects), bad, PackRecordHeader.Size);
        await AssertReadsAsync(backend, id, isBatch);
    }

    private static async Task AssertReadsAsync(IStorageBackend backend, BlobId id, bool isBatch)
    {
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        if (!isBatch)
        {
            Assert.Equal(Plain(0), await store.ReadAsync(id, BlobKind.Chunk));
            return;
        }

        await foreach (FetchedBlob blob in store.GetManyAsync([id], BlobKind.Chunk))
        {
            using (blob)
            {
                Assert.Equal(Plain(0), blob.Plain);
            }
        }
    }

    /// <summary>A blob in two packs that the index tells of, and the pack of the copy that is read first.</summary>
    private static async Task<(SortedDictionary<string, byte[]> Objects, BlobId Id, string Pack)> CreateAsync()
    {
        MemoryBackend memory = new();
        BlobId id;
        await using (BlobStore store = await BlobStore.CreateAsync(memory))
        {
            id = (await store.PutAsync((BlobKind.Chunk, Plain(0))))[0];
            Assert.True(store.Index.TryGet(id, out Blake3Digest first, out _));
            store.Index.SetCondemned([first]);
            await store.PutAsync((BlobKind.Chunk, Plain(0)));
            await store.Index.Compactor.CompactAsync(default);
        }

        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(memory);
        await using BlobStore reopened = await BlobStore.OpenAsync(memory);
        Assert.Equal(2, reopened.GetStatistics().Packs);
        Assert.True(reopened.Index.TryGet(id, out Blake3Digest pack, out _));
        return (objects, id, PackName.Of(pack));
    }

    private static byte[] Plain(int i) => StoreFixture.Bytes(i, 900);
}
