namespace Hoody.Volumes.Transfer;

/// <summary>What a transfer would move, found out by the same negotiation without the data. Nothing was changed.</summary>
/// <remarks>
/// Exact for as long as neither store changes. The nodes of trees that the target lacks had to be read for it, and were sent; they are not kept. Plain
/// numbers: any serialiser keeps it.
/// </remarks>
public sealed record TransferPlan
{
    /// <summary>Chunks that the target lacks.</summary>
    public long ChunksNew { get; init; }

    /// <summary>Nodes of trees, chunk lists and snapshot records that the target lacks.</summary>
    public long NodesNew { get; init; }

    /// <summary>The length of all of these before compression, in bytes.</summary>
    public long BytesNew { get; init; }

    /// <summary>References to chunks that the target holds, or that will have come for another reference.</summary>
    public long ChunksReused { get; init; }

    /// <summary>The length of these chunks, in bytes, each time it is referred to.</summary>
    public long BytesReused { get; init; }

    /// <summary>What the frames that bring blobs will take on the wire, in bytes.</summary>
    public long WireBytes { get; init; }

    /// <summary>What was received to make the plan, in bytes.</summary>
    public long PlanningBytes { get; init; }

    /// <summary>Round trips that the transfer will take.</summary>
    public int RoundTrips { get; init; }

    /// <summary>How long the data will take at a rate that was measured; more when the link waits for round trips.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not more than 0.</exception>
    public TimeSpan EstimateTime(double bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        return TimeSpan.FromSeconds(WireBytes / bytesPerSecond);
    }
}
