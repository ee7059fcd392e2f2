using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Volumes.Import;

namespace Hoody.Volumes.Tests.Import;

/// <summary>A directory that the store itself lies in.</summary>
public sealed class OwnStoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("store")]
    [InlineData("below/store")]
    public async Task A_store_does_not_take_itself_in(string place)
    {
        string source = _directory["source"];
        await using BlobStore blobs = await BlobStore.CreateAsync(new DiskBackend(Directory.CreateDirectory(Path.Combine(source, place)).FullName));

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => new VolumeStore(blobs).ImportAsync(source));

        Assert.Contains("is the store", error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_excluded_may_be_the_store()
    {
        string source = _directory["source"];
        await using BlobStore blobs = await BlobStore.CreateAsync(new DiskBackend(Directory.CreateDirectory(Path.Combine(source, "below/store")).FullName));
        await File.WriteAllTextAsync(Path.Combine(source, "file"), "kept");

        ImportResult imported = await new VolumeStore(blobs).ImportAsync(source, new ImportOptions { Excludes = ["below/store"] });

        Assert.Equal(1, imported.Root.Totals.Files);
    }

    [Fact]
    public async Task Another_store_is_a_directory_like_any_other()
    {
        string source = _directory["source"];
        await using BlobStore other = await BlobStore.CreateAsync(new DiskBackend(Directory.CreateDirectory(Path.Combine(source, "store")).FullName));
        await using BlobStore blobs = await BlobStore.CreateAsync(new MemoryBackend());

        Assert.True((await new VolumeStore(blobs).ImportAsync(source)).Root.Totals.Files > 0);
    }
}
