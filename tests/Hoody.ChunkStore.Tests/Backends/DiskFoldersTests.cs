using Hoody.ChunkStore.Backends;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class DiskFoldersTests
{
    [Theory]
    [InlineData("a", "a/one", "a/two")]
    [InlineData("a", "a/b/one", "a/b/two")]
    public async Task A_folder_that_somebody_removed_is_made_again_as_durably_as_the_first_time(string removed, string before, string after)
    {
        SimulatedDisk disk = new();
        await using DiskBackend backend = disk.OpenBackend();
        await backend.CreateIfAbsentAsync(before, new([1]), default);
        disk.RemoveDirectory(removed);
        Assert.True(await backend.CreateIfAbsentAsync(after, new([1]), default));

        await using DiskBackend next = disk.AfterWorstPowerCut().OpenBackend();
        Assert.Equal([after], await next.NamesAsync(""));
    }
}
