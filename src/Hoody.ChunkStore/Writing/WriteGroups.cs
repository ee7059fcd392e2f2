namespace Hoody.ChunkStore.Writing;

/// <summary>Brings the sessions of a process together: into the group there is, or a new one when there is none or it has failed.</summary>
internal sealed class WriteGroups(Func<WriteGroup> create)
{
    private readonly Lock _gate = new();
    private WriteGroup? _current;

    internal WriteGroup Join()
    {
        lock (_gate)
        {
            if (_current is null or { HasFailed: true })
            {
                _current = create(); // the failed one ends with the last of its sessions
            }

            _current.SessionCount++;
            return _current;
        }
    }

    /// <summary>Ends the group with its last session; what is not durable by then is abandoned.</summary>
    internal ValueTask LeaveAsync(WriteGroup group)
    {
        lock (_gate)
        {
            if (--group.SessionCount > 0)
            {
                return ValueTask.CompletedTask;
            }

            if (_current == group)
            {
                _current = null;
            }
        }

        return group.DisposeAsync();
    }
}
