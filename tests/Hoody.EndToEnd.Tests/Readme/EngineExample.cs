using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes;
using Hoody.Volumes.Import;

namespace Hoody.EndToEnd.Tests.Readme;

internal static class EngineExample
{
    public static async Task RunAsync(string storeDirectory, string source, string copy, Action changeSource)
    {
        #region README
        await using BlobStore blobs = await BlobStore.CreateAsync(new DiskBackend(storeDirectory));
        VolumeStore volumes = new(blobs);

        ImportResult before = await volumes.ImportAsync(source);
        await volumes.ExportAsync(before.Root, copy);             // a copy

        changeSource();
        ImportResult after = await volumes.ImportAsync(source);   // stores only what changed
        await volumes.ExportAsync(after.Root, copy);              // a sync: touches only what differs
        #endregion

        Assert.True(after.Statistics.StoredBytesNew < before.Statistics.StoredBytesNew);
    }
}
