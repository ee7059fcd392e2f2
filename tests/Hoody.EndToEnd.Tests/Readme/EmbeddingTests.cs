using EmbeddedEngine;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.Testing;
using Hoody.Volumes;
using Hoody.Volumes.Export;

namespace Hoody.EndToEnd.Tests.Readme;

/// <summary>The code of docs/embedding.md, run.</summary>
public sealed class EmbeddingTests : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly BlobStore[] _stores = new BlobStore[2];

    private string Source => _directory["source"];

    private string Copy => _directory["copy"];

    public async Task InitializeAsync()
    {
        _directory.CreateDirectory("source");
        await File.WriteAllTextAsync(Path.Combine(Source, "kept"), "kept");
        await File.WriteAllTextAsync(Path.Combine(Source, "app"), "version 1");
        for (int i = 0; i < _stores.Length; i++)
        {
            _stores[i] = await BlobStore.CreateAsync(new DiskBackend(_directory[$"store{i}"]));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (BlobStore store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_sync_touches_only_what_differs_and_can_be_undone()
    {
        VolumeStore volumes = new(_stores[0]);
        DirectoryCopies copies = new(volumes);
        await copies.CopyAsync("web", Source, Copy);
        await File.WriteAllTextAsync(Path.Combine(Copy, "app"), "changed in the copy");
        await File.WriteAllTextAsync(Path.Combine(Source, "app"), "version 2");

        ExportResult synced = await copies.CopyAsync("web", Source, Copy);

        Assert.Equal((0, 1, 1), (synced.Created, synced.Replaced, synced.Untouched));
        Assert.Equal("version 2", await File.ReadAllTextAsync(Path.Combine(Copy, "app")));
        RefValue before = await _stores[0].Refs.ListAsync("web/copy/").SingleAsync();
        await volumes.ExportAsync((await volumes.GetSnapshotAsync(before.Target)).Root, Copy);
        Assert.Equal("changed in the copy", await File.ReadAllTextAsync(Path.Combine(Copy, "app")));
    }

    [Fact]
    public async Task Another_store_gets_what_it_lacks()
    {
        DirectoryCopies copies = new(new VolumeStore(_stores[0]));
        VolumeStore other = new(_stores[1]);
        await copies.CopyAsync("web", Source, Copy);

        Assert.True((await copies.SendAsync("web", other)).BlobsTransferred > 0);
        Assert.Equal(0, (await copies.SendAsync("web", other)).BlobsTransferred);

        RefValue sent = await _stores[1].Refs.ListAsync("web/source/").SingleAsync();
        await other.ExportAsync((await other.GetSnapshotAsync(sent.Target)).Root, _directory["elsewhere"]);
        Assert.Equal("version 1", await File.ReadAllTextAsync(_directory["elsewhere/app"]));
    }

    [Fact]
    public async Task Old_snapshots_expire_and_the_copy_is_still_there()
    {
        DirectoryCopies copies = new(new VolumeStore(_stores[0]));
        for (int version = 1; version <= 6; version++)
        {
            await File.WriteAllTextAsync(Path.Combine(Source, "app"), $"version {version}");
            await copies.CopyAsync("web", Source, Copy);
        }

        await copies.TidyUpAsync("web");

        Assert.Equal(3, await _stores[0].Refs.ListAsync("web/source/").CountAsync());
        Assert.Equal(3, await _stores[0].Refs.ListAsync("web/copy/").CountAsync());
        Assert.Equal("version 6", await File.ReadAllTextAsync(Path.Combine(Copy, "app")));
    }
}
