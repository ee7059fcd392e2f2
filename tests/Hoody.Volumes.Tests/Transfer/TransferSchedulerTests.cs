using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Transfers that share memory: together they keep within it, and all come to an end.</summary>
public sealed class TransferSchedulerTests
{
    [Property(Arbitrary = [typeof(ModelGenerators)], MaxTest = 50)]
    public async Task Transfers_that_have_to_wait_for_each_other_all_come_to_an_end(ModelTree first, ModelTree second, ModelTree third)
    {
        // As little as eight nodes for six transfers, so that each waits for much of what it does.
        TransferScheduler scheduler = new(new TransferSchedulerOptions(), memoryBudgetBytes: 256 << 10);
        ModelTree[] trees = [first, second, third];
        MemoryVolume[] volumes = [await MemoryVolume.CreateAsync(), await MemoryVolume.CreateAsync(), await MemoryVolume.CreateAsync()];
        List<Task> pulls = [];
        for (int i = 0; i < volumes.Length; i++)
        {
            BlobId snapshot = await volumes[i].PutSnapshotAsync(trees[i]);
            foreach (MemoryVolume other in volumes.Where(other => other != volumes[i]))
            {
                TransferOptions options = new() { Scheduler = scheduler, Priority = (TransferPriority)(i - 1) };
                pulls.Add(other.Store.PullAsync(volumes[i].Store, [snapshot], options));
            }
        }

        await Task.WhenAll(pulls);

        Assert.Equal(0, scheduler.MemoryInUseBytes);
        foreach (MemoryVolume volume in volumes)
        {
            Assert.True((await volume.Store.VerifyAsync()).IsSound);
            await volume.DisposeAsync();
        }
    }

    [Fact]
    public async Task Together_they_have_no_more_than_the_budget_in_memory_or_on_its_way()
    {
        TransferScheduler scheduler = new(new TransferSchedulerOptions(), memoryBudgetBytes: 1 << 20);
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId[] snapshots = new BlobId[6];
        for (int i = 0; i < snapshots.Length; i++)
        {
            snapshots[i] = await source.PutSnapshotAsync(Sampled(seed: i, directories: 20, filesPerDirectory: 5, fileBytes: 20_000));
        }

        await Task.WhenAll(snapshots.Select(async snapshot =>
        {
            await using MemoryVolume target = await MemoryVolume.CreateAsync();
            await target.Store.PullAsync(source.Store, [snapshot], new TransferOptions { Scheduler = scheduler });
            Assert.True(target.Blobs.Contains(snapshot));
        }));

        Assert.InRange(scheduler.Chunks.MostTaken, 20_000, scheduler.Chunks.Capacity);
        Assert.InRange(scheduler.Reads.MostTaken, 20_000, scheduler.Reads.Capacity);
        Assert.InRange(scheduler.Nodes.MostTaken, 1, scheduler.Nodes.Capacity + scheduler.DeepBytes);
        Assert.Equal(0, scheduler.MemoryInUseBytes);
    }

    [Fact]
    public async Task A_tree_that_needs_more_than_its_share_goes_deeper_one_at_a_time()
    {
        TransferScheduler scheduler = new(new TransferSchedulerOptions(), memoryBudgetBytes: 400 << 10);
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Sampled(seed: 1, directories: 60, filesPerDirectory: 2, fileBytes: 10));
        await using MemoryVolume one = await MemoryVolume.CreateAsync();
        await using MemoryVolume other = await MemoryVolume.CreateAsync();
        TransferOptions options = new() { Scheduler = scheduler };

        // Others have all that there is for nodes: what is left is the place for one.
        scheduler.Nodes.TakeAnyway(scheduler.Nodes.Capacity);
        await Task.WhenAll(one.Store.PullAsync(source.Store, [snapshot], options), other.Store.PullAsync(source.Store, [snapshot], options));

        Assert.True(one.Blobs.Contains(snapshot) && other.Blobs.Contains(snapshot));
        // Beside the one that goes on, each has the node it began with.
        Assert.InRange(scheduler.Nodes.MostTaken, scheduler.Nodes.Capacity + 1, scheduler.Nodes.Capacity + scheduler.DeepBytes + 1_024);
        Assert.Equal(scheduler.Nodes.Capacity, scheduler.Nodes.Taken);
        Assert.Equal((1, 0), (scheduler.Deep.MostTaken, scheduler.Deep.Taken));
    }

    [Fact]
    public async Task A_tree_that_needs_more_than_there_can_be_is_refused_by_name()
    {
        TransferScheduler scheduler = new(new TransferSchedulerOptions(), memoryBudgetBytes: 64 << 10);
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Sampled(seed: 1, directories: 1_000, filesPerDirectory: 1, fileBytes: 10));
        scheduler.Nodes.TakeAnyway(scheduler.Nodes.Capacity);

        var refused = await Assert.ThrowsAsync<FileTreeException>(() =>
            target.Store.PullAsync(source.Store, [snapshot], new TransferOptions { Scheduler = scheduler }));

        Assert.Contains("memory budget", refused.Message, StringComparison.Ordinal);
        Assert.Equal(scheduler.Nodes.Capacity, scheduler.MemoryInUseBytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transfer_that_is_cancelled_while_it_waits_has_taken_nothing(bool isReceiverThatWaits)
    {
        TransferScheduler scheduler = new();
        ByteBudget scarce = isReceiverThatWaits ? scheduler.Chunks : scheduler.Reads;
        scarce.TakeAnyway(scarce.Capacity);
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Sampled(seed: 1, directories: 2, filesPerDirectory: 2, fileBytes: 100));
        using CancellationTokenSource cancellation = new();
        Task pull = target.Store.PullAsync(source.Store, [snapshot], new TransferOptions { Scheduler = scheduler }, cancellationToken: cancellation.Token);
        while (scarce.WaitingCount == 0)
        {
            await Task.Yield();
        }

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        Assert.Equal((scarce.Capacity, 0), (scheduler.MemoryInUseBytes, scarce.WaitingCount));
    }

    [Theory]
    [InlineData(TransferSchedulerOptions.MinBytesPerSecond - 1, 1L << 30)]
    [InlineData(1L << 30, TransferSchedulerOptions.MinMemoryBudgetBytes - 1)]
    public void A_rate_or_a_budget_that_is_too_small_is_refused(long rate, long budget) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransferSchedulerOptions { BytesPerSecond = rate, MemoryBudgetBytes = budget });

    internal static ModelTree Sampled(int seed, int directories, int filesPerDirectory, int fileBytes)
    {
        Random random = new(seed);
        return new ModelTree
        {
            Entry = Sample.Directory(""),
            Children = [.. Enumerable.Range(0, directories).Select(d => new ModelTree
            {
                Entry = Sample.Directory($"d{d:D4}"),
                Children = [.. Enumerable.Range(0, filesPerDirectory).Select(f => File($"f{f:D4}"))],
            })],
        };

        ModelTree File(string name)
        {
            byte[] data = new byte[fileBytes];
            random.NextBytes(data);
            return new ModelTree { Entry = Sample.File(name) with { Length = data.Length }, Data = data, ChunkLength = 50_000 };
        }
    }
}
