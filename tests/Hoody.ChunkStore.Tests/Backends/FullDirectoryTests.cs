using Hoody.ChunkStore.Backends;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class FullDirectoryTests
{
    [Theory]
    [InlineData(28)] // ENOSPC
    [InlineData(122)] // EDQUOT
    public async Task A_store_is_not_called_full_when_the_object_has_its_name_already(int fsyncError)
    {
        SimulatedDisk disk = new();
        await using DiskBackend backend = disk.OpenBackend();
        await backend.CreateIfAbsentAsync("a/one", new([1]), default);
        disk.FailCall = (call, path) => call == "fsync" && path == "/store/a" ? fsyncError : 0;

        // Not a StoreFullException, which says that nothing was created.
        await Assert.ThrowsAsync<BackendException>(async () => await backend.CreateIfAbsentAsync("a/two", new([1]), default));
        disk.FailCall = (_, _) => 0;
        await using DiskBackend other = disk.OpenBackend();
        Assert.Equal(["a/one", "a/two"], await other.NamesAsync(""));
    }
}
