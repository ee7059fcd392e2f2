using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Telemetry;

namespace Hoody.ChunkStore.Tests.Telemetry;

/// <summary>Telemetry that nobody listens to costs no memory. Warmed up first, so that what is made once is not counted.</summary>
[Collection(TelemetryGroup.Name)]
public sealed class UnwatchedTests
{
    private const int Calls = 1000;

    [Fact]
    public async Task A_metered_backend_allocates_no_more_than_the_one_it_decorates()
    {
        await using MemoryBackend inner = new();
        await inner.CreateIfAbsentAsync("a", new(new byte[100]), default);
        await using MeteredBackend metered = new(inner, "unwatched");
        Assert.Equal(await ReadAndStatAsync(inner), await ReadAndStatAsync(metered));
    }

    [Fact]
    public async Task Counting_timing_and_naming_what_is_done_allocates_nothing() =>
        Assert.Equal(0, await AllocatedAsync(() =>
        {
            StoreMeter.Put.Count(BlobKind.Chunk, 100, TagNames.Known);
            StoreMeter.Read.Count(BlobKind.Tree, 100);
            StoreMeter.Stored.Count(10, 100);
            new CallTimer(StoreMeter.FsyncDuration).Stop(TagNames.Target, "file", error: null);
            StoreActivity.Start(ActivityNames.PutMany)?.Dispose();
            return ValueTask.CompletedTask;
        }));

    private static async Task<long> ReadAndStatAsync(IStorageBackend backend)
    {
        byte[] destination = new byte[100];
        return await AllocatedAsync(async () =>
        {
            await backend.ReadAsync("a", 0, destination, default);
            await backend.GetLengthAsync("a", default);
        });
    }

    /// <summary>What many calls allocate that complete at once, so that this thread stays the one.</summary>
    private static async Task<long> AllocatedAsync(Func<ValueTask> call)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++) // the least of several: the runtime allocates now and then for itself
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Calls; i++)
            {
                await call();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
