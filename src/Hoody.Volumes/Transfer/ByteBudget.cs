namespace Hoody.Volumes.Transfer;

/// <summary>A number of bytes that sessions share: whoever asks for more than is left waits. Thread-safe.</summary>
/// <remarks>
/// Higher priorities first, the oldest first among equals, and no one that fits overtakes one whose turn it is and that does not fit yet: so large requests do
/// not starve behind small ones. Nor do low ones behind high ones: after seven turns that went past the one who has waited longest, it is next, whatever its priority.
/// </remarks>
internal sealed class ByteBudget(long capacity)
{
    private const int TurnsPastTheOldest = 7;

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = []; // the oldest first
    private long _taken;
    private int _turnsPast;

    public long Capacity => capacity;

    public long Taken
    {
        get
        {
            lock (_gate)
            {
                return _taken;
            }
        }
    }

    /// <summary>The most that was ever taken.</summary>
    public long MostTaken { get; private set; }

    private long Free => capacity - _taken;

    /// <summary>How many wait.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Takes bytes if they are there, and it is nobody else's turn.</summary>
    public bool TryTake(long bytes, TransferPriority priority)
    {
        lock (_gate)
        {
            if (bytes > Free || !IsTurnOf(priority))
            {
                return false;
            }

            Take(bytes, isPastTheOldest: _waiting.Count > 0);
            return true;
        }
    }

    /// <summary>Takes bytes when it is the caller's turn; a wait that is cancelled takes nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are never so many.</exception>
    public async ValueTask TakeAsync(long bytes, TransferPriority priority, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, capacity);
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<Waiter> place;
        lock (_gate)
        {
            if (bytes <= Free && IsTurnOf(priority))
            {
                Take(bytes, isPastTheOldest: _waiting.Count > 0);
                return;
            }

            place = _waiting.AddLast(new Waiter(bytes, priority));
        }

        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister((_, token) => Leave(place, token), null);
        await place.Value.Task.ConfigureAwait(false);
    }

    /// <summary>Takes bytes that are there already, whether they are left or not.</summary>
    public void TakeAnyway(long bytes)
    {
        lock (_gate)
        {
            Take(bytes, isPastTheOldest: false);
        }
    }

    /// <summary>Returns bytes that were taken.</summary>
    public void GiveBack(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
            Grant();
        }
    }

    private void Leave(LinkedListNode<Waiter> place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (place.List is null)
            {
                return; // it has what it waited for, and gives it back when it likes
            }

            _waiting.Remove(place);
            Grant();
        }

        place.Value.TrySetCanceled(cancellationToken);
    }

    private bool IsTurnOf(TransferPriority priority) => Next() is not { } next || (_turnsPast < TurnsPastTheOldest && next.Value.Priority < priority);

    private LinkedListNode<Waiter>? Next()
    {
        LinkedListNode<Waiter>? next = _waiting.First;
        for (LinkedListNode<Waiter>? other = next?.Next; other is not null && _turnsPast < TurnsPastTheOldest; other = other.Next)
        {
            next = other.Value.Priority > next!.Value.Priority ? other : next; // not null: there is another one behind it
        }

        return next;
    }

    private void Grant()
    {
        while (Next() is { } next && next.Value.Bytes <= Free)
        {
            bool isPastTheOldest = next != _waiting.First;
            _waiting.Remove(next);
            Take(next.Value.Bytes, isPastTheOldest);
            next.Value.TrySetResult();
        }
    }

    private void Take(long bytes, bool isPastTheOldest)
    {
        _taken += bytes;
        MostTaken = Math.Max(MostTaken, _taken);
        _turnsPast = isPastTheOldest ? _turnsPast + 1 : 0;
    }

    private sealed class Waiter(long bytes, TransferPriority priority) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Bytes => bytes;

        public TransferPriority Priority => priority;
    }
}
