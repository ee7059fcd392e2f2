using System.Text.Json;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>What a transfer would move, found out by the same negotiation without the data. Nothing was changed.</summary>
/// <remarks>
/// Exact for as long as neither store changes; where more than 4,194,304 blobs are new, what is named again may be counted again. The nodes of trees
/// that the target lacks had to be read for it, and were sent; they are not kept. Plain
/// numbers: any serialiser keeps it, and <see cref="ToJson"/> needs none.
/// </remarks>
public sealed record TransferPlan
{
    /// <summary>Files of which something moves, and in whose place the base has none.</summary>
    /// <remarks>The base is <see cref="TransferOptions.BaseSnapshot"/>, or what the target's ref points to now; without either every file that moves is new.</remarks>
    public long FilesNew { get; init; }

    /// <summary>Files of which something moves, and in whose place the base has another one.</summary>
    public long FilesChanged { get; init; }

    /// <summary>Files of which nothing moves, since the target holds their content or gets it for another file: unchanged, moved, copied, empty.</summary>
    public long FilesReused { get; init; }

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

    /// <summary>How long the transfer will take at a rate that was measured, as by <see cref="TransferResult.BytesPerSecond"/> of an earlier one.</summary>
    /// <param name="bytesPerSecond">The rate, more than 0.</param>
    /// <param name="roundTrip">How long one round trip takes; 0 where it does not count.</param>
    /// <returns>The time, or <see cref="TimeSpan.MaxValue"/> where it is longer than that.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not more than 0, or the round trip less than 0.</exception>
    public TimeSpan EstimateTime(double bytesPerSecond, TimeSpan roundTrip = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(roundTrip, TimeSpan.Zero);
        double seconds = (WireBytes / bytesPerSecond) + (RoundTrips * roundTrip.TotalSeconds);
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }

    /// <summary>The plan as JSON, to be kept or shown elsewhere: one object of numbers, named as the properties in lower case with underscores.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TransferJson.Default.TransferPlan);

    /// <summary>Reads what <see cref="ToJson"/> wrote. What it does not know it passes over, and what is missing is 0: a plan of another version can be read.</summary>
    /// <exception cref="CorruptDataException">The text is no such object, or a number in it is none or negative.</exception>
    public static TransferPlan FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            TransferPlan plan = JsonSerializer.Deserialize(json, TransferJson.Default.TransferPlan) ?? throw new JsonException("it is null");
            return plan.IsPossible ? plan : throw new JsonException("a number is negative");
        }
        catch (JsonException exception)
        {
            throw new CorruptDataException("transfer plan", exception.Message, exception);
        }
    }

    private bool IsPossible => long.Min(
        long.Min(long.Min(FilesNew, FilesChanged), long.Min(FilesReused, ChunksNew)),
        long.Min(long.Min(NodesNew, BytesNew), long.Min(long.Min(ChunksReused, BytesReused), long.Min(long.Min(WireBytes, PlanningBytes), RoundTrips)))) >= 0;
}
