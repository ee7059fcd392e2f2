using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Hoody.Volumes.Workers;

/// <summary>One producer and several workers with a bounded queue between them; the first failure ends them all.</summary>
internal static class WorkQueue
{
    /// <summary>Items that wait for a worker: enough to bridge a burst of directories, few enough to bound what they hold open.</summary>
    private const int QueueLength = 64;

    /// <summary>Runs until the producer has returned and every item is done, or something failed and all tasks have ended.</summary>
    /// <param name="workerCount">Items worked on at once.</param>
    /// <param name="produce">Writes the items; need not complete the queue.</param>
    /// <param name="work">Does one item.</param>
    /// <param name="abandon">Called for the items that a failure left undone, to release what they hold.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    /// <remarks>Throws what failed first, not the cancellations that followed from it.</remarks>
    public static async Task RunAsync<TItem>(
        int workerCount,
        Func<ChannelWriter<TItem>, CancellationToken, Task> produce,
        Func<TItem, CancellationToken, Task> work,
        Action<TItem> abandon,
        CancellationToken cancellationToken)
    {
        Channel<TItem> queue = Channel.CreateBounded<TItem>(new BoundedChannelOptions(QueueLength) { SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        FirstFailure failure = new(stop);

        var tasks = new Task[workerCount + 1];
        tasks[0] = Task.Run(() => failure.GuardAsync(() => ProduceAsync(queue.Writer, produce, stop.Token)), CancellationToken.None);
        for (int i = 1; i < tasks.Length; i++)
        {
            tasks[i] = Task.Run(() => failure.GuardAsync(() => ConsumeAsync(queue.Reader, work, stop.Token)), CancellationToken.None);
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
        while (queue.Reader.TryRead(out TItem? item))
        {
            abandon(item);
        }

        cancellationToken.ThrowIfCancellationRequested();
        failure.Throw();
    }

    private static async Task ProduceAsync<TItem>(
        ChannelWriter<TItem> queue, Func<ChannelWriter<TItem>, CancellationToken, Task> produce, CancellationToken cancellationToken)
    {
        await produce(queue, cancellationToken).ConfigureAwait(false);
        queue.Complete();
    }

    private static async Task ConsumeAsync<TItem>(
        ChannelReader<TItem> queue, Func<TItem, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await foreach (TItem item in queue.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await work(item, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class FirstFailure(CancellationTokenSource stop)
    {
        private ExceptionDispatchInfo? _first;

        public async Task GuardAsync(Func<Task> task)
        {
            try
            {
                await task().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _first, ExceptionDispatchInfo.Capture(exception), null);
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }

        public void Throw() => _first?.Throw();
    }
}
