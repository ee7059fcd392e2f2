using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Reading;

/// <summary>A record is damaged, and a directory that would tell whether the index lied cannot be read: it convicts nobody, and keeps nobody from another copy.</summary>
public sealed class UnreadableDirectoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_blob_is_read_from_its_other_copy(bool isBatch)
    {
        (SortedDictionary<string, byte[]> objects, BlobId id, string damaged) = await CreateAsync();
        BadSectorBackend backend = new(await BackendContent.ToBackendAsync(objects), damaged, objects[damaged].Length - 1);
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

    /// <summary>A blob in two packs that the index tells of, and the pack of the copy that is read first: that one is damaged.</summary>
    private static async Task<(SortedDictionary<string, byte[]> Objects, BlobId Id, string Damaged)> CreateAsync()
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
        string damaged = PackName.Of(pack);
        objects[damaged][PackRecordHeader.Size] ^= 1;
        return (objects, id, damaged);
    }

    private static byte[] Plain(int i) => StoreFixture.Bytes(i, 900);
}
