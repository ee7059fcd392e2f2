using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.StatCaching;

/// <summary>A directory that is imported again and again with a cache, and each time without one into a store that knows nothing.</summary>
internal sealed class CachedImport : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();

    private CachedImport(TestStore store)
    {
        Store = store;
        Source = _directory.CreateDirectory("source");
        CachePath = _directory["cache"];
    }

    public TestStore Store { get; }

    public string Source { get; }

    public string CachePath { get; }

    public static async Task<CachedImport> CreateAsync() => new(await TestStore.CreateAsync());

    public static async Task<CachedImport> CreateAsync(IStorageBackend backend) => new(await TestStore.CreateAsync(backend));

    public string this[string name] => _directory[name];

    public ImportOptions Options => new() { StatCachePath = CachePath, Clock = new FarFuture() };

    /// <summary>Lets the file system's clock move on, changes the source, and imports it.</summary>
    public Task<ImportResult> ImportAfterAsync(string script)
    {
        FileClock.Tick(_directory.Path);
        Shell.Run(Source, script);
        return ImportAsync();
    }

    public async Task<ImportResult> ImportAsync(ImportOptions? options = null)
    {
        ImportResult imported = await Store.ImportAsync(Source, options ?? Options);

        // The same tree as without a cache, and the store holds all of it.
        await using TestStore other = await TestStore.CreateAsync();
        Assert.Equal((await other.ImportAsync(Source, new ImportOptions { Excludes = options?.Excludes ?? [] })).Root, imported.Root);
        await other.Volumes.PullAsync(Store.Volumes, [await Store.Volumes.PutSnapshotAsync(new SnapshotRecord { Root = imported.Root, CreatedTime = default })]);
        return imported;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _directory.Dispose();
    }
}
