using Hoody.ChunkStore.Backends;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Backends;

/// <summary>Looking at an object where it lies, or at a copy.</summary>
public sealed class ObjectViewTests : IDisposable
{
    private const int Length = 300_000;

    private static readonly byte[] s_content = StoreFixture.Bytes(3, Length);

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stretch_shows_the_bytes_mapped_or_not(bool maps)
    {
        using ObjectView view = await MapAsync(maps);
        foreach ((int offset, int length) in new[] { (0, Length), (0, 0), (1, 1), (4095, 2), (100_001, 65_000), (Length - 1, 1), (Length, 0) })
        {
            Assert.True(view.TryLookAt(offset, length, maxLoaded: length, out ObjectStretch stretch));
            Assert.True(stretch.Bytes.SequenceEqual(s_content.AsSpan(offset, length)));
            stretch.Dispose();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_may_not_be_loaded_is_looked_at_where_it_is_mapped_and_nowhere_else(bool maps)
    {
        using ObjectView view = await MapAsync(maps);
        bool isThere = view.TryLookAt(10, 5000, maxLoaded: 4999, out ObjectStretch stretch);
        Assert.Equal(OperatingSystem.IsLinux() && maps, isThere);
        Assert.Equal(isThere ? s_content.AsSpan(10, 5000) : [], stretch.Bytes);
        stretch.Dispose();
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, Length + 1)]
    [InlineData(Length, 1)]
    [InlineData(long.MaxValue, 1)]
    public async Task A_stretch_outside_is_refused(long offset, int length)
    {
        using ObjectView view = await MapAsync(maps: true);
        Assert.Throws<ArgumentOutOfRangeException>(() => view.TryLookAt(offset, length, int.MaxValue, out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_cannot_be_read_when_it_is_loaded_is_an_error_and_does_not_end_the_process(bool maps)
    {
        using ObjectView view = await MapAsync(maps);
        File.OpenHandle(Directory.GetFiles(_directory["store"], "part", SearchOption.AllDirectories).Single(), FileMode.Truncate, FileAccess.Write).Dispose();
        Assert.Throws<CorruptDataException>(() => view.TryLookAt(0, 5000, maxLoaded: 5000, out _));
        Assert.True(view.HasFailed);
    }

    private async Task<ObjectView> MapAsync(bool maps)
    {
        DiskBackend backend = new(_directory["store"], new DiskBackendOptions { MapIndexes = maps });
        await BlobStore.CreateAsync(backend);
        Assert.True(await backend.CreateIfAbsentAsync("index/part", new(s_content), default));
        return Assert.IsType<ObjectView>(await ((IMappingBackend)backend).MapAsync("index/part", default));
    }
}
