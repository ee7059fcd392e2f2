using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.StatCaching;

/// <summary>A damaged cache costs time and nothing else.</summary>
public sealed class DamagedCacheTests : IAsyncLifetime
{
    private CachedImport _import = null!; // set before each test
    private TreeEntry _tree = null!; // set before each test
    private byte[] _cache = [];

    public async Task InitializeAsync()
    {
        _import = await CachedImport.CreateAsync();
        Shell.Run(_import.Source, "mkdir -p a/b; printf 1 > a/b/1; printf 2 > a/2; ln a/2 a/3; ln -s x link; printf 4 > 4");
        await _import.ImportAsync();

        // A tree that is not the one of the cache, so that a cache which is believed too much shows.
        _cache = await File.ReadAllBytesAsync(_import.CachePath);
        _tree = (await _import.ImportAfterAsync("printf 5 > a/2; rm 4; printf 6 > a/b/6")).Root;
    }

    public async Task DisposeAsync() => await _import.DisposeAsync();

    [Fact]
    public async Task Whatever_byte_is_damaged()
    {
        for (int i = 0; i < _cache.Length; i++)
        {
            foreach (byte flip in new byte[] { 0x01, 0x80, 0xff })
            {
                byte[] damaged = [.. _cache];
                damaged[i] ^= flip;
                await ImportAsync(damaged);
            }
        }
    }

    [Fact]
    public async Task Wherever_it_ends()
    {
        for (int length = 0; length < _cache.Length; length++)
        {
            await ImportAsync(_cache[..length]);
        }

        await ImportAsync([.. _cache, 0]);
        await ImportAsync([.. _cache, .. _cache]);
    }

    [Fact]
    public async Task Whatever_it_is_instead()
    {
        await ImportAsync(new byte[_cache.Length]);
        await ImportAsync([.. _cache.Reverse()]);
        File.Delete(_import.CachePath);
        Shell.Run(_import.Source, "mkfifo ../cache");
        Assert.Equal(_tree, (await _import.ImportAsync()).Root);
        Assert.Equal(_tree.Totals.Entries, (await _import.ImportAsync()).Statistics.EntriesKept); // a cache again
    }

    private async Task ImportAsync(byte[] cache)
    {
        await File.WriteAllBytesAsync(_import.CachePath, cache);
        ImportResult imported = await _import.Store.ImportAsync(_import.Source, _import.Options);
        Assert.Equal(_tree, imported.Root);
        Assert.Empty(imported.Notices);
    }
}
