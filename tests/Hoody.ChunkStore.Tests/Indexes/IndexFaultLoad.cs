using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>A store whose index has several pages, and a process that reads all of it while the index cannot be read.</summary>
internal static class IndexFaultLoad
{
    internal const int BlobCount = 600;

    private static BlobStoreOptions Options => new() { DataPackLengthBytes = 50_000 };

    internal static async Task CreateAsync(string directory)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(directory), Options);
        await store.PutAsync([.. Enumerable.Range(0, BlobCount).Select(i => (BlobKind.Chunk, Plain(i)))]);
        await store.Index.Compactor.CompactAsync(default);
        if (store.Index.Runs is not [{ Parts: [{ View.LengthBytes: > 4 * ObjectPages.PageLength }] }])
        {
            throw new InvalidOperationException("The store should have one run of one part of several pages.");
        }
    }

    internal static string PartIn(string directory) => Directory.GetFiles(Path.Join(directory, "index"), "*-*").Single();

    /// <summary>Opens the store, cuts its index short if asked to, reads everything on one thread, and prints how many blobs came out.</summary>
    internal static async Task RunAsync(string directory, bool maps, bool cuts)
    {
        DiskBackend backend = new(directory, new DiskBackendOptions { MapIndexes = maps });
        await using BlobStore store = await BlobStore.OpenAsync(backend, Options);
        if (cuts)
        {
            File.OpenHandle(PartIn(directory), FileMode.Truncate, FileAccess.Write).Dispose();
        }

        int readCount = 0;
        for (int i = 0; i < BlobCount; i++)
        {
            byte[] plain = Plain(i);
            readCount += (await store.ReadAsync(BlobId.Compute(BlobKind.Chunk, plain), BlobKind.Chunk)).AsSpan().SequenceEqual(plain) ? 1 : 0;
        }

        Console.WriteLine(readCount);
    }

    private static byte[] Plain(int i) => StoreFixture.Bytes(i, 300);
}
