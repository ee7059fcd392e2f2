using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>A store in memory with import and export on top.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private TestStore(BlobStore blobs) => Blobs = blobs;

    public BlobStore Blobs { get; }

    public static async Task<TestStore> CreateAsync() => new(await BlobStore.CreateAsync(new MemoryBackend()));

    public static async Task<TestStore> CreateAsync(IStorageBackend backend) => new(await BlobStore.CreateAsync(backend));

    public VolumeStore Volumes => new(Blobs);

    public Task<ImportResult> ImportAsync(string directory, ImportOptions? options = null, CancellationToken cancellationToken = default) =>
        Volumes.ImportAsync(directory, options, null, cancellationToken);

    /// <summary>Imports one file at a time and calls back, on the reading thread, whenever a part of a large file has been read.</summary>
    public Task<ImportResult> ImportAsync(string directory, Action whileReading, CancellationToken cancellationToken = default) =>
        Volumes.ImportAsync(directory, new ImportOptions { DegreeOfParallelism = 1 }, new CallBack(whileReading), cancellationToken);

    public Task<ExportResult> ExportAsync(TreeEntry root, string directory, CancellationToken cancellationToken = default) =>
        Volumes.ExportAsync(root, directory, null, cancellationToken);

    /// <summary>Stores a directory of entries that need not be true.</summary>
    public async Task<TreeEntry> PutTreeAsync(params TreeEntry[] entries)
    {
        await using BlobWriter writer = Blobs.BeginWrite();
        TreeEntry root = new() { Name = EntryName.Root, Type = EntryType.Directory, Mode = 0x1ED };
        TreeEntry tree = await TreeWriter.PutDirectoryAsync(writer, root, entries, TreePath.Root, default);
        await writer.FlushAsync();
        return tree;
    }

    public async Task<BlobId> PutBlobAsync(BlobKind kind, ReadOnlyMemory<byte> plain)
    {
        await using BlobWriter writer = Blobs.BeginWrite();
        BlobId id = await writer.PutAsync(kind, plain);
        await writer.FlushAsync();
        return id;
    }

    public Task<List<TreeEntry>> EntriesAsync(TreeEntry directory) => Sample.ReadDirectoryAsync(Blobs, directory);

    public ValueTask DisposeAsync() => Blobs.DisposeAsync();

    private sealed class CallBack(Action action) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => action();
    }
}
