using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Reading;

/// <summary>What the device cannot read, be it a record or the directory that would tell whether the index lied of it, keeps nobody from another copy, nor from its neighbours.</summary>
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_that_this_user_may_not_read_is_read_from_its_other_copy(bool isBatch)
    {
        (SortedDictionary<string, byte[]> objects, BlobId id, string denied) = await CreateAsync();
        HookedBackend backend = new(await BackendContent.ToBackendAsync(objects))
        {
            Before = (operation, name) => operation == BackendOperation.Read && name == denied
                ? throw new BackendException("not permitted") { IsDenied = true } : Task.CompletedTask,
        };
        await AssertReadsAsync(backend, id, isBatch);
    }

    [Theory]
    [InlineData(false)] // the header
    [InlineData(true)] // the payload
    public async Task What_is_read_as_it_is_stored_is_read_from_its_other_copy_too(bool isPayload)
    {
        (SortedDictionary<string, byte[]> objects, BlobId id, string bad) = await CreateAsync();
        BadSectorBackend backend = new(await BackendContent.ToBackendAsync(objects), bad, isPayload ? PackRecordHeader.Size : 0);
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        Assert.Equal([Plain(0)], await ReadManyAsync(store, [id], isStored: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sector_that_the_device_cannot_read_keeps_nobody_from_what_stands_beside_it(bool isStored)
    {
        MemoryBackend memory = new();
        BlobId[] ids;
        await using (BlobStore store = await BlobStore.CreateAsync(memory))
        {
            ids = await store.PutAsync([.. Enumerable.Range(0, 3).Select(i => (BlobKind.Chunk, Plain(i)))]);
            await store.Index.Compactor.CompactAsync(default); // nobody reads the directory, which a read of the whole pack brings
        }

        string pack = Assert.Single(await memory.NamesAsync(PackName.Prefix));
        await using BlobStore reopened = await BlobStore.OpenAsync(new BadSectorBackend(memory, pack, PackRecordHeader.Size + 900 + PackRecordHeader.Size));
        Assert.Equal([Plain(0), Plain(2)], await ReadManyAsync(reopened, [ids[0], ids[2]], isStored));
        BackendException error = await Assert.ThrowsAsync<BackendException>(() => ReadManyAsync(reopened, ids, isStored));
        Assert.Contains(pack, error.Message, StringComparison.Ordinal);
    }

    private static async Task<byte[][]> ReadManyAsync(BlobStore store, BlobId[] ids, bool isStored)
    {
        byte[][] read = new byte[ids.Length][];
        if (!isStored)
        {
            await foreach (FetchedBlob blob in store.GetManyAsync(ids, BlobKind.Chunk))
            {
                read[blob.Index] = blob.Plain.ToArray();
                blob.Dispose();
            }

            return read;
        }

        await foreach (FetchedStoredBlob blob in store.GetStoredManyAsync([.. ids.Select(id => new BlobReference(BlobKind.Chunk, id))]))
        {
            using (blob)
            using (IMemoryOwner<byte> plain = blob.Blob.Decode())
            {
                read[blob.Index] = plain.Memory.ToArray();
            }
        }

        return read;
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
