using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;

namespace Hoody.ChunkStore.Tests;

/// <summary>Blobs that go from store to store in the form in which they are kept.</summary>
public sealed class StoredBlobTests
{
    [Theory]
    [InlineData(BlobCodec.None)]
    [InlineData(BlobCodec.Lz4)]
    [InlineData(BlobCodec.Zstd)]
    public async Task What_is_read_as_stored_is_stored_as_it_was_read(BlobCodec codec)
    {
        await using BlobStore source = await CreateAsync(codec);
        await using BlobStore target = await CreateAsync(BlobCodec.None);
        List<BlobReference> blobs = await PutSampleAsync(source);

        await CopyAsync(source, target, blobs);

        Assert.Equal(blobs.Select(blob => source.FindStoredLength(blob.Id)), blobs.Select(blob => target.FindStoredLength(blob.Id)));
        foreach (BlobReference blob in blobs)
        {
            using var expected = await source.GetAsync(blob.Id, blob.Kind);
            using var actual = await target.GetAsync(blob.Id, blob.Kind);
            Assert.Equal(expected.Memory.ToArray(), actual.Memory.ToArray());
        }
    }

    [Fact]
    public async Task Every_place_of_a_list_is_read_once()
    {
        await using BlobStore source = await CreateAsync(BlobCodec.Lz4);
        List<BlobReference> blobs = await PutSampleAsync(source);
        blobs.AddRange(blobs[..3]);

        List<int> places = [];
        await foreach (FetchedStoredBlob blob in source.GetStoredManyAsync(blobs))
        {
            using (blob)
            {
                places.Add(blob.Index);
                Assert.Equal(blobs[blob.Index], new BlobReference(blob.Blob.Kind, blob.Blob.Id));
            }
        }

        Assert.Equal(Enumerable.Range(0, blobs.Count), places.Order());
    }

    [Fact]
    public async Task A_blob_that_is_not_there_is_named()
    {
        await using BlobStore source = await CreateAsync(BlobCodec.Lz4);
        BlobId missing = BlobId.Compute(BlobKind.Chunk, "missing"u8);

        BlobNotFoundException failure = await Assert.ThrowsAsync<BlobNotFoundException>(async () =>
        {
            await foreach (FetchedStoredBlob blob in source.GetStoredManyAsync([new BlobReference(BlobKind.Chunk, missing)]))
            {
                blob.Dispose();
            }
        });

        Assert.Equal(missing, failure.Id);
        Assert.Null(source.FindStoredLength(missing));
    }

    [Theory]
    [InlineData(BlobCodec.None, 4, 4)] // other bytes
    [InlineData(BlobCodec.None, 5, 4)] // a length that is not the payload's
    [InlineData(BlobCodec.Lz4, 5, 4)] // no LZ4 block of that length
    [InlineData(BlobCodec.Zstd, 5, 4)] // no frame
    [InlineData((BlobCodec)9, 5, 4)] // no codec
    [InlineData(BlobCodec.Lz4, int.MaxValue, 4)] // a length that nobody allocates
    public async Task A_payload_that_is_not_the_blobs_is_refused_and_the_writer_goes_on(BlobCodec codec, int plainLength, int storedLength)
    {
        await using BlobStore target = await CreateAsync(BlobCodec.None);
        await using BlobWriter writer = target.BeginWrite();
        BlobId id = BlobId.Compute(BlobKind.Chunk, "chunk"u8);

        await Assert.ThrowsAsync<CorruptDataException>(async () =>
            await writer.PutStoredAsync(new StoredBlob(BlobKind.Chunk, id, codec, plainLength, new byte[storedLength])));
        await writer.PutStoredAsync(new StoredBlob(BlobKind.Chunk, id, BlobCodec.None, 5, "chunk"u8.ToArray()));
        await writer.FlushAsync();

        Assert.True(target.Contains(id));
    }

    [Fact]
    public async Task The_kind_is_part_of_what_is_compared()
    {
        await using BlobStore target = await CreateAsync(BlobCodec.None);
        await using BlobWriter writer = target.BeginWrite();
        BlobId chunk = BlobId.Compute(BlobKind.Chunk, "bytes"u8);

        await Assert.ThrowsAsync<CorruptDataException>(async () =>
            await writer.PutStoredAsync(new StoredBlob(BlobKind.Tree, chunk, BlobCodec.None, 5, "bytes"u8.ToArray())));
    }

    [Fact]
    public async Task A_writer_knows_what_it_put_before_it_is_durable()
    {
        await using BlobStore target = await CreateAsync(BlobCodec.None);
        await using BlobWriter writer = target.BeginWrite();
        BlobId id = await writer.PutAsync(BlobKind.Chunk, "chunk"u8.ToArray());

        Assert.True(await writer.ContainsAsync(id));
        Assert.False(await writer.ContainsAsync(BlobId.Compute(BlobKind.Tree, "chunk"u8)));
        Assert.False(target.Contains(id));
        await writer.FlushAsync();
        Assert.True(await writer.ContainsAsync(id));
    }

    private static Task<BlobStore> CreateAsync(BlobCodec codec) =>
        BlobStore.CreateAsync(new MemoryBackend(), new BlobStoreOptions { Compression = codec });

    private static async Task<List<BlobReference>> PutSampleAsync(BlobStore store)
    {
        Random random = new(7);
        await using BlobWriter writer = store.BeginWrite();
        List<BlobReference> blobs = [];
        foreach (int length in new[] { 0, 1, 100, 5_000, 70_000, 3_000_000 })
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes.AsSpan(0, length / 2)); // the rest are zeros, which compress
            foreach (BlobKind kind in new[] { BlobKind.Chunk, BlobKind.Tree })
            {
                blobs.Add(new BlobReference(kind, await writer.PutAsync(kind, bytes)));
            }
        }

        await writer.FlushAsync();
        return blobs;
    }

    private static async Task CopyAsync(BlobStore source, BlobStore target, List<BlobReference> blobs)
    {
        await using BlobWriter writer = target.BeginWrite();
        await foreach (FetchedStoredBlob blob in source.GetStoredManyAsync(blobs))
        {
            using (blob)
            {
                await writer.PutStoredAsync(blob.Blob);
            }
        }

        await writer.FlushAsync();
    }
}
