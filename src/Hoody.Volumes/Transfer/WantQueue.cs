using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>A want, and the number of its first id.</summary>
internal readonly record struct NumberedWant(uint FirstNumber, WantFrame Want);

/// <summary>The wants that are open at a sender. Nodes come before chunks: they tell the receiver what else it lacks. Thread-safe.</summary>
internal sealed class WantQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<NumberedWant> _nodes = [];
    private readonly Queue<NumberedWant> _others = []; // wants for lengths too, since these are answered in their order
    private TaskCompletionSource _added = NewSignal();

    public void Add(NumberedWant want)
    {
        TaskCompletionSource added;
        lock (_gate)
        {
            (IsForNodes(want.Want) ? _nodes : _others).Enqueue(want);
            (added, _added) = (_added, NewSignal());
        }

        added.SetResult();
    }

    /// <summary>The next want, when there is one.</summary>
    public async ValueTask<NumberedWant> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_gate)
            {
                if (_nodes.TryDequeue(out NumberedWant want) || _others.TryDequeue(out want))
                {
                    return want;
                }

                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One more that may be answered together with another; null when there is none now.</summary>
    public NumberedWant? TryTake(WantFrame like)
    {
        lock (_gate)
        {
            return (IsForNodes(like) ? _nodes : _others).TryDequeue(out NumberedWant want) ? want : null;
        }
    }

    private static bool IsForNodes(WantFrame want) => want.Kind != BlobKind.Chunk && !want.IsForLengths;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
