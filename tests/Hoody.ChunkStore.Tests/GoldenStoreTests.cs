using System.Text;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests;

/// <summary>A store written by version 1 of the format, in files that no code here writes: every later version reads it.</summary>
public sealed class GoldenStoreTests
{
    private static readonly (BlobKind Kind, byte[] Plain)[] s_blobs =
    [
        (BlobKind.Chunk, "a chunk"u8.ToArray()),
        (BlobKind.Chunk, []),
        (BlobKind.Chunk, [.. Enumerable.Range(0, 251).Select(i => (byte)i)]),
        (BlobKind.Tree, "a tree"u8.ToArray()),
        (BlobKind.ChunkList, "a chunk list"u8.ToArray()),
        (BlobKind.Snapshot, "a snapshot"u8.ToArray()),
    ];

    private static readonly BlobId s_snapshot = BlobId.Compute(BlobKind.Snapshot, "a snapshot"u8);

    [Fact]
    public async Task Every_blob_of_a_version_1_store_is_read()
    {
        await using BlobStore store = await BlobStore.OpenAsync(await GoldenAsync());
        Assert.Equal(new StoreStatistics { Blobs = 6, Packs = 2, PlainBytes = 286, StoredBytes = 990, IndexTailBlobs = 6 }, store.GetStatistics());
        Assert.Empty(store.DamagedPacks);
        foreach ((BlobKind kind, byte[] plain) in s_blobs)
        {
            Assert.Equal(plain, await store.ReadAsync(BlobId.Compute(kind, plain), kind));
        }
    }

    [Fact]
    public async Task The_format_of_a_version_1_store_is_read()
    {
        await using BlobStore store = await BlobStore.OpenAsync(await GoldenAsync());
        Assert.Equal(Guid.Parse("01010101-0101-0101-0101-010101010101"), store.Format.StoreId);
        Assert.Equal("window-64k-v1", store.Format.Chunker.Name);
    }

    [Fact]
    public async Task Every_ref_of_a_version_1_store_is_read()
    {
        await using BlobStore store = await BlobStore.OpenAsync(await GoldenAsync());
        Assert.Equal([new RefValue("production/web", 2, s_snapshot)], await store.Refs.ListAsync().ToListAsync());
        Assert.Null(await store.Refs.GetAsync("deleted"));
        Assert.Equal(3, (await store.Refs.UpdateAsync("deleted", s_snapshot, 0)).Generation);
    }

    [Fact]
    public async Task The_same_calls_write_the_same_bytes_as_version_1_did()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend, StoreFixture.Repeatable);
        await store.PutAsync(s_blobs);
        await store.Refs.UpdateAsync("production/web", s_snapshot, 0);
        await store.Refs.UpdateAsync("production/web", s_snapshot, 1);
        await store.Refs.UpdateAsync("deleted", s_snapshot, 0);
        await store.Refs.DeleteAsync("deleted", 1);
        Assert.Equal(GoldenObjects(), await BackendContent.ReadAsync(backend));
    }

    [Fact]
    public void FORMAT_is_readable_text() =>
        Assert.StartsWith(
            "hoody-store 1\nid 01010101010101010101010101010101\nhash blake3-256\nchunker window-64k-v1\nchecksum ",
            Encoding.ASCII.GetString(GoldenObjects()["FORMAT"]),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(BlobCodec.Lz4)]
    [InlineData(BlobCodec.Zstd)]
    public async Task Every_compressed_blob_of_a_version_1_store_is_read(BlobCodec codec)
    {
        MemoryBackend backend = await BackendContent.ToBackendAsync(GoldenObjects("store-v1-codecs"));
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        Assert.Equal(5, store.GetStatistics().Blobs);
        Assert.InRange(store.GetStatistics().StoredBytes, 1, store.GetStatistics().PlainBytes * 2 / 3); // compressed they are
        byte[] lines = [(byte)codec, .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => $"line {i}\n")))];
        byte[] incompressible = [.. Enumerable.Range(0, 251).Select(i => (byte)i)];
        Assert.Equal(lines, await store.ReadAsync(BlobId.Compute(BlobKind.Chunk, lines), BlobKind.Chunk));
        Assert.Equal(lines, await store.ReadAsync(BlobId.Compute(BlobKind.Tree, lines), BlobKind.Tree));
        Assert.Equal(incompressible, await store.ReadAsync(BlobId.Compute(BlobKind.Chunk, incompressible), BlobKind.Chunk));
    }

    private static SortedDictionary<string, byte[]> GoldenObjects(string store = "store-v1")
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Golden", store);
        return new(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllBytes),
            StringComparer.Ordinal);
    }

    private static async Task<MemoryBackend> GoldenAsync() => await BackendContent.ToBackendAsync(GoldenObjects());
}
