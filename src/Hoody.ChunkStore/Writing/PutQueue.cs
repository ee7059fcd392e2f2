using System.Threading.Channels;

namespace Hoody.ChunkStore.Writing;

/// <summary>What was put and is not in a pack yet, in the order it was put, bounded in bytes.</summary>
/// <remarks>
/// Order is a promise: a tree comes after the data that was put before it, and a flush after all that was put before it. Items are
/// encoded at the same time and leave in order. The owner's lock guards <see cref="TryEnqueue(PutJob)"/>.
/// </remarks>
internal sealed class PutQueue(int maxBytes)
{
    private readonly Channel<Item> _items = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly AsyncSignal _room = new();
    private int _count;
    private long _bytes;

    /// <summary>Either a blob, or the wish to have all before it durable.</summary>
    internal readonly record struct Item(PutJob? Put, TaskCompletionSource? Flush);

    /// <summary>Completes at the next change that may have made room.</summary>
    internal Task RoomChanged => _room.Next;

    /// <summary>False when there is no room now. One item is always allowed, however long.</summary>
    internal bool TryEnqueue(PutJob job)
    {
        if (Volatile.Read(ref _count) > 0 && Volatile.Read(ref _bytes) + job.QueuedLength > maxBytes)
        {
            return false;
        }

        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, job.QueuedLength);
        return _items.Writer.TryWrite(new Item(job, null));
    }

    /// <summary>False when nothing is taken any more.</summary>
    internal bool TryEnqueue(TaskCompletionSource flush) => _items.Writer.TryWrite(new Item(null, flush));

    internal IAsyncEnumerable<Item> ReadAllAsync(CancellationToken cancellationToken) => _items.Reader.ReadAllAsync(cancellationToken);

    /// <summary>The job is in a pack, or given up.</summary>
    internal void Leave(PutJob job)
    {
        job.Dispose();
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -job.QueuedLength);
        _room.Set();
    }

    /// <summary>Takes no more, and gives up what is left.</summary>
    internal async Task CloseAsync()
    {
        _items.Writer.TryComplete();
        while (_items.Reader.TryRead(out Item item))
        {
            item.Flush?.TrySetResult();
            if (item.Put is { } job)
            {
                await job.Encoded.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a thread may be reading its memory
                Leave(job);
            }
        }

        _room.Set();
    }
}
