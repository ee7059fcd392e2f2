using System.Collections.Concurrent;
using System.Threading.Channels;
using Hoody.Volumes.Workers;

namespace Hoody.Volumes.Tests.Workers;

public class WorkQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Every_item_is_done_once(int workerCount)
    {
        ConcurrentBag<int> done = [];

        await WorkQueue.RunAsync<int>(workerCount, (queue, stop) => ProduceAsync(queue, 1000, stop), (item, _) => Add(done, item), _ => { }, default);

        Assert.Equal(Enumerable.Range(0, 1000), done.Order());
    }

    [Fact]
    public async Task The_first_failure_is_thrown_and_no_item_is_lost()
    {
        ConcurrentBag<int> seen = [];
        InvalidOperationException failure = new();

        Exception thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => WorkQueue.RunAsync<int>(
            1, (queue, _) => ProduceAsync(queue, 50, CancellationToken.None), (item, _) => item == 10 ? throw failure : Add(seen, item), seen.Add, default));

        Assert.Same(failure, thrown);
        Assert.Equal(Enumerable.Range(0, 50).Where(item => item != 10), seen.Order());
    }

    [Fact]
    public async Task A_producer_that_fails_ends_the_workers()
    {
        InvalidOperationException failure = new();

        Exception thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => WorkQueue.RunAsync<int>(
            3, (_, _) => Task.FromException(failure), (_, _) => Task.CompletedTask, _ => { }, default));

        Assert.Same(failure, thrown);
    }

    [Fact]
    public async Task Cancelling_ends_a_producer_that_waits_for_room()
    {
        using CancellationTokenSource cancel = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WorkQueue.RunAsync<int>(
            1,
            async (queue, stop) => await ProduceAsync(queue, 1000, stop),
            async (_, stop) =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, stop);
            },
            _ => { },
            cancel.Token));
    }

    private static async Task ProduceAsync(ChannelWriter<int> queue, int count, CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
        {
            await queue.WriteAsync(i, cancellationToken);
        }
    }

    private static Task Add(ConcurrentBag<int> bag, int item)
    {
        bag.Add(item);
        return Task.CompletedTask;
    }
}
