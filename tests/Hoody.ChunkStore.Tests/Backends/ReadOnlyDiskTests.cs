using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Backends;

/// <summary>A store on a file system that only ever was written as a whole, as squashfs is: no directory there can be fsynced, and none needs it.</summary>
public sealed class ReadOnlyDiskTests
{
    private const int InvalidArgument = 22;
    private const int ReadOnlyFileSystem = 30;
    private const int NotSupported = 95;

    [Theory]
    [InlineData(InvalidArgument)]
    [InlineData(NotSupported)]
    public async Task A_store_is_read_where_directories_cannot_be_fsynced_and_a_write_says_what_is_in_its_way(int fsyncError)
    {
        SimulatedDisk disk = new();
        BlobId id;
        await using (BlobStore store = await BlobStore.CreateAsync(disk.OpenBackend()))
        {
            await using StorePin pin = await store.PinAsync();
            id = (await store.PutAsync((BlobKind.Chunk, [1])))[0];
            await store.Refs.UpdateAsync("main", id, expectedGeneration: 0);
        }

        disk.FailCall = (call, _) => call switch
        {
            "open" or "stat" or "read" or "list" or "lock" => 0,
            "fsync" => fsyncError,
            _ => ReadOnlyFileSystem,
        };
        await using BlobStore reader = await BlobStore.OpenAsync(disk.OpenBackend());
        RefValue? main = await reader.Refs.GetAsync("main");
        Assert.Equal(id, main?.Target);
        Assert.Equal([1], await reader.ReadAsync(id, BlobKind.Chunk));
        Assert.Equal(1, await reader.Refs.ListAsync().CountAsync());

        await using BlobWriter writer = reader.BeginWrite();
        BackendException refusal = await Assert.ThrowsAsync<BackendException>(async () => await writer.PutAsync(BlobKind.Chunk, new byte[] { 2 }));
        Assert.Contains("EROFS", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_system_that_has_become_read_only_may_not_have_written_is_not_listed()
    {
        SimulatedDisk disk = new();
        await using DiskBackend backend = disk.OpenBackend();
        await backend.CreateIfAbsentAsync("a/one", new([1]), default);
        disk.FailCall = (call, _) => call == "fsync" ? ReadOnlyFileSystem : 0;
        BackendException refusal = await Assert.ThrowsAsync<BackendException>(() => backend.NamesAsync("a/"));
        Assert.Contains("EROFS", refusal.Message, StringComparison.Ordinal);
    }
}
