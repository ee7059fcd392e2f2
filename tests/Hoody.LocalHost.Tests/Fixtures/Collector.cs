using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes;

namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>A collector beside a host, as another process would run it.</summary>
internal static class Collector
{
    /// <summary>Collects in a store, without any patience for work that holds it off.</summary>
    /// <exception cref="CollectionConflictException">Somebody is at work in the store.</exception>
    public static async Task CollectAsync(string store)
    {
        await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(store));
        await (await new VolumeStore(blobs).PlanCollectionAsync(new CollectionOptions { MaxWait = TimeSpan.Zero })).ApplyAsync();
    }

    /// <summary>Waits until somebody is at work in a store: what is asked for has been accepted, so that it comes.</summary>
    public static async Task WhenHeldOffAsync(string store)
    {
        DirectoryInfo leases = new(Path.Combine(store, "leases"));
        while (!leases.Exists || !leases.EnumerateFiles().Any())
        {
            await Task.Yield();
            leases.Refresh();
        }
    }

    /// <summary>Collects as soon as the work has ended that holds collections off: it has been told to.</summary>
    public static async Task CollectWhenFreeAsync(string store)
    {
        while (true)
        {
            try
            {
                await CollectAsync(store);
                return;
            }
            catch (CollectionConflictException)
            {
                await Task.Yield();
            }
        }
    }
}
