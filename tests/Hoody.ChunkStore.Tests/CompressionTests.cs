using FsCheck.Xunit;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests;

/// <summary>Stores whose blobs are compressed: what changes, and what does not.</summary>
public sealed class CompressionTests
{
    private static readonly BlobCodec[] s_codecs = [BlobCodec.None, BlobCodec.Lz4, BlobCodec.Zstd];

    [Theory]
    [InlineData(BlobCodec.None, 0)]
    [InlineData(BlobCodec.Lz4, 10)]
    [InlineData(BlobCodec.Zstd, 10)]
    public async Task What_compresses_takes_less_room_and_reads_back(BlobCodec codec, int timesSmaller)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend(), new BlobStoreOptions { Compression = codec });
        await using BlobWriter writer = store.BeginWrite();
        byte[] plain = new byte[100_000];
        BlobId id = await writer.PutAsync(BlobKind.Chunk, plain);
        await writer.FlushAsync();
        Assert.Equal(BlobId.Compute(BlobKind.Chunk, plain), id);
        Assert.Equal(plain, await store.ReadAsync(id, BlobKind.Chunk));
        Assert.Equal(timesSmaller == 0, writer.Statistics.StoredBytesNew > plain.Length);
        Assert.True(writer.Statistics.StoredBytesNew * timesSmaller < plain.Length);
        Assert.Equal(plain.Length, store.GetStatistics().PlainBytes);
    }

    [Theory]
    [InlineData(BlobCodec.Lz4)]
    [InlineData(BlobCodec.Zstd)]
    public async Task What_does_not_compress_is_stored_as_it_is(BlobCodec codec)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend(), new BlobStoreOptions { Compression = codec });
        await using BlobWriter writer = store.BeginWrite();
        byte[] small = StoreFixture.Bytes(1, 1000);
        byte[] large = StoreFixture.Bytes(2, 100_000);
        BlobId[] ids = [await writer.PutAsync(BlobKind.Chunk, small), await writer.PutAsync(BlobKind.Chunk, large)];
        await writer.FlushAsync();
        Assert.Equal(101_000 + (2 * PackRecordHeader.Size), writer.Statistics.StoredBytesNew);
        Assert.Equal(small, await store.ReadAsync(ids[0], BlobKind.Chunk));
        Assert.Equal(large, await store.ReadAsync(ids[1], BlobKind.Chunk));
    }

    [Property(MaxTest = 50)]
    public async Task One_store_holds_blobs_of_all_codecs_and_a_blob_is_stored_once_whatever_the_codec(byte[] pattern, ushort length)
    {
        MemoryBackend backend = new();
        await (await BlobStore.CreateAsync(backend)).DisposeAsync();
        foreach (BlobCodec codec in s_codecs)
        {
            await using BlobStore store = await BlobStore.OpenAsync(backend, new BlobStoreOptions { Compression = codec, ZstdLevel = 3 });
            await store.PutAsync((BlobKind.Chunk, Content(pattern, length)), (BlobKind.Tree, [(byte)codec, .. Content(pattern, length)]));
        }

        await using BlobStore reopened = await BlobStore.OpenAsync(backend);
        Assert.Equal(4, reopened.GetStatistics().Blobs);
        Assert.Equal(Content(pattern, length), await reopened.ReadAsync(BlobId.Compute(BlobKind.Chunk, Content(pattern, length)), BlobKind.Chunk));
        foreach (BlobCodec codec in s_codecs)
        {
            byte[] tree = [(byte)codec, .. Content(pattern, length)];
            Assert.Equal(tree, await reopened.ReadAsync(BlobId.Compute(BlobKind.Tree, tree), BlobKind.Tree));
        }
    }

    [Theory]
    [InlineData(BlobCodec.Lz4)]
    [InlineData(BlobCodec.Zstd)]
    public async Task Every_flipped_bit_of_a_compressed_record_is_noticed(BlobCodec codec)
    {
        MemoryBackend backend = new();
        byte[] plain = Content([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 3000);
        await using (BlobStore store = await BlobStore.CreateAsync(backend, new BlobStoreOptions { Compression = codec }))
        {
            await store.PutAsync((BlobKind.Chunk, plain));
        }

        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(backend);
        string pack = objects.Keys.Single(name => name.StartsWith(PackName.Prefix, StringComparison.Ordinal));
        byte[] whole = objects[pack];
        Assert.InRange(whole.Length, 1, 1000);
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            objects[pack] = [.. whole];
            objects[pack][bit / 8] ^= (byte)(1 << (bit % 8));
            await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects));
            Exception error = await Assert.ThrowsAnyAsync<ChunkStoreException>(() => store.ReadAsync(BlobId.Compute(BlobKind.Chunk, plain), BlobKind.Chunk));
            Assert.True(error is CorruptDataException or BlobNotFoundException, error.Message);
        }
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(10)]
    public void A_level_or_codec_that_does_not_exist_is_refused(int level)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlobStoreOptions { ZstdLevel = level });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlobStoreOptions { Compression = (BlobCodec)level });
    }

    private static byte[] Content(byte[] pattern, int length) =>
        [.. Enumerable.Range(0, length).Select(i => pattern.Length == 0 ? (byte)0 : pattern[i % pattern.Length])];
}
