namespace Hoody.Volumes.Transfer;

/// <summary>What one session has of what all sessions of a scheduler share; without one there is nothing to wait for.</summary>
internal sealed class SessionShare(TransferScheduler? scheduler, TransferPriority priority, bool isWithinProcess = false)
{
    // Enough for a batch; who waits needs no more, since others use the link meanwhile.
    private const long ChunkBytesPerTurn = 1 << 20;

    private long _nodesBeforeDeep;

    /// <summary>Chunks asked for and not stored yet.</summary>
    public BudgetShare Chunks { get; } = new(scheduler?.Chunks, priority);

    /// <summary>Nodes that wait for what is below them.</summary>
    public BudgetShare Nodes { get; } = new(scheduler?.Nodes, priority);

    /// <summary>What is read ahead.</summary>
    public BudgetShare Reads { get; } = new(scheduler?.Reads, priority);

    private BudgetShare Deep { get; } = new(scheduler?.Deep, priority);

    /// <summary>Whether nodes may be asked for beyond what is left for them.</summary>
    public bool IsDeep => scheduler is null || Deep.Taken > 0;

    /// <summary>What the session's nodes may take at most.</summary>
    public long MostNodeBytes(long bytesWithoutScheduler) =>
        scheduler is null || Deep.Taken == 0 ? bytesWithoutScheduler : Math.Min(bytesWithoutScheduler, _nodesBeforeDeep + scheduler.DeepBytes);

    /// <summary>Waits for its turn to ask for chunks, the next of which has a length, and takes some bytes for them.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<long> TakeChunksAsync(int nextLength, CancellationToken cancellationToken)
    {
        long bytes = Math.Max(nextLength, Math.Min(ChunkBytesPerTurn, Chunks.Capacity / 8));
        await Chunks.TakeAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>Waits until no other session takes nodes beyond what is left for them.</summary>
    public async ValueTask EnterDeepAsync(CancellationToken cancellationToken)
    {
        await Deep.TakeAsync(1, cancellationToken).ConfigureAwait(false);
        _nodesBeforeDeep = Nodes.Taken;
    }

    /// <summary>Lets another session do that, once this one is back at what it had.</summary>
    public void LeaveDeep()
    {
        if (Deep.Taken > 0 && Nodes.Taken <= _nodesBeforeDeep)
        {
            Deep.GiveBackAll();
        }
    }

    public ValueTask PaceSendingAsync(long bytes, CancellationToken cancellationToken) =>
        scheduler is null || isWithinProcess ? ValueTask.CompletedTask : scheduler.SendAsync(bytes, priority, cancellationToken);

    public ValueTask PaceReceivingAsync(long bytes, CancellationToken cancellationToken) =>
        scheduler is null || isWithinProcess ? ValueTask.CompletedTask : scheduler.ReceiveAsync(bytes, priority, cancellationToken);

    /// <summary>Gives back all that the session has.</summary>
    public void End()
    {
        Chunks.GiveBackAll();
        Nodes.GiveBackAll();
        Reads.GiveBackAll();
        Deep.GiveBackAll();
    }
}
