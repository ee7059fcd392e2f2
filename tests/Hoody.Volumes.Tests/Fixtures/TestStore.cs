using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>A store in memory with import and export on top.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private TestStore(BlobStore blobs) => Blobs = blobs;

    public BlobStore Blobs { get; }

    public static async Task<TestStore> CreateAsync() => new(await BlobStore.CreateAsync(new MemoryBackend()));

    public static async Task<TestStore> CreateAsync(IStorageBackend backend) => new(await BlobStore.CreateAsync(backend));

    public Task<ImportResult> ImportAsync(string directory, ImportOptions? options = null, CancellationToken cancellationToken = default) =>
        new TreeImporter(Blobs).ImportAsync(directory, options ?? ImportOptions.Default, null, cancellationToken);

    public Task<ExportResult> ExportAsync(TreeEntry root, string directory, CancellationToken cancellationToken = default) =>
        new TreeExporter(Blobs).ExportAsync(root, directory, ExportOptions.Default, cancellationToken);

    public ValueTask DisposeAsync() => Blobs.DisposeAsync();
}
