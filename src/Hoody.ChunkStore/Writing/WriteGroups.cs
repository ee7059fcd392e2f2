namespace Hoody.ChunkStore.Writing;

/// <summary>Brings the sessions of a process together: into the group there is, or a new one when there is none or it has failed.</summary>
/// <remarks>
/// At any moment of a write, from the first byte until the index knows the pack, some session holds a pin from before it: a session joins when it has
/// its pin, and gives it back when what is being written is over. So no collector deletes a pack between its writing and its use.
/// </remarks>
internal sealed class WriteGroups(Func<WriteGroup> create, Func<CancellationToken, Task<StorePin>> takePin)
{
    private readonly Lock _gate = new();
    private WriteGroup? _current;

    internal async Task<WriteSession> JoinAsync(SessionCounters counters, CancellationToken cancellationToken)
    {
        StorePin pin = await takePin(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (_current is null or { HasFailed: true })
            {
                _current = create(); // the failed one ends with the last of its sessions
            }

            _current.SessionCount++;
            return new WriteSession(_current, pin, counters);
        }
    }

    /// <summary>Ends the group with its last session; what is not durable by then is abandoned.</summary>
    internal async ValueTask LeaveAsync(WriteSession session)
    {
        await (IsLast(session.Group) ? session.Group.DisposeAsync().AsTask() : session.Group.Writing).ConfigureAwait(false);
        await session.Pin.DisposeAsync().ConfigureAwait(false);
    }

    private bool IsLast(WriteGroup group)
    {
        lock (_gate)
        {
            bool isLast = --group.SessionCount == 0;
            if (isLast && _current == group)
            {
                _current = null;
            }

            return isLast;
        }
    }
}
