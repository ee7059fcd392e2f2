using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>A store with an index of version 1, in files that no code here writes: a pack that is in a run, one that is removed, one that is in none.</summary>
public sealed class GoldenIndexTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Golden", "store-v1-index");

    private static readonly byte[][] s_found = [.. Enumerable.Range(0, 16).Select(Plain)];
    private static readonly byte[][] s_removed = [.. Enumerable.Range(16, 3).Select(Plain)];
    private static readonly byte[][] s_late = [Plain(19)];

    [Fact]
    public async Task A_version_1_index_tells_where_blobs_stand_and_what_is_removed()
    {
        HookedBackend backend = new(await BackendContent.ToBackendAsync(GoldenObjects()));
        List<string> read = [];
        backend.Before = (operation, name) =>
        {
            read.AddRange(operation == BackendOperation.Read && name.StartsWith(PackName.Prefix, StringComparison.Ordinal) ? [name] : []);
            return Task.CompletedTask;
        };
        await using BlobStore store = await BlobStore.OpenAsync(backend);
        Assert.Single(read.Distinct()); // the pack that no run has
        Assert.All(s_found.Concat(s_late), plain => Assert.True(store.Contains(IdOf(plain))));
        Assert.All(s_removed, plain => Assert.False(store.Contains(IdOf(plain))));
        foreach (byte[] plain in s_found.Concat(s_late))
        {
            Assert.Equal(plain, await store.ReadAsync(IdOf(plain), BlobKind.Chunk));
        }

        Assert.All(store.Index.Runs, run => Assert.Null(run.FindFault(isAgain: false, default)));
        Assert.Equal(5, store.Index.Runs.Max(run => run.Parts.Length));
    }

    [Fact]
    public async Task The_same_calls_write_the_same_index_as_version_1_did()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(
            backend, StoreFixture.Repeatable with { Compression = BlobCodec.Lz4, IndexPartEntries = 4, IndexTailPacks = int.MaxValue });
        await store.PutAsync([.. s_found.Select(plain => (BlobKind.Chunk, plain))]);
        await store.PutAsync([.. s_removed.Select(plain => (BlobKind.Chunk, plain))]);
        await store.Index.Compactor.CompactAsync(default);
        Assert.True(store.Index.TryGet(IdOf(s_removed[0]), out Blake3Digest pack, out _));
        await store.Index.RemovePacksAsync([pack], default);
        await store.PutAsync([.. s_late.Select(plain => (BlobKind.Chunk, plain))]);
        Assert.Equal(GoldenObjects(), await BackendContent.ReadAsync(backend));
    }

    private static byte[] Plain(int i) => [.. Enumerable.Repeat((byte)i, i + 1)];

    private static BlobId IdOf(byte[] plain) => BlobId.Compute(BlobKind.Chunk, plain);

    private static SortedDictionary<string, byte[]> GoldenObjects() => new(
        Directory.EnumerateFiles(s_folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(s_folder, path).Replace('\\', '/'), File.ReadAllBytes),
        StringComparer.Ordinal);
}
