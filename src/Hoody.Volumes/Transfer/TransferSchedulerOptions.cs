namespace Hoody.Volumes.Transfer;

/// <summary>What all transfers together may take that share a <see cref="TransferScheduler"/>.</summary>
public sealed record TransferSchedulerOptions
{
    /// <summary>The least rate: slower than this, a connection's buffer of 1 MiB would take longer than the other side waits.</summary>
    public const long MinBytesPerSecond = 64 << 10;

    /// <summary>The least memory: a half, a quarter and a quarter of it, each with room for the longest blob.</summary>
    public const long MinMemoryBudgetBytes = 32 << 20;

    /// <summary>
    /// Bytes a second in each direction, all that goes over connections counted: <see cref="MinBytesPerSecond"/> or more. Null, the default, for no
    /// limit. The average keeps the rate; after a pause, what passes in one second may pass at once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less.</exception>
    public long? BytesPerSecond
    {
        get;
        init => field = value is null or >= MinBytesPerSecond
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A rate is {MinBytesPerSecond} bytes a second or more.");
    }

    /// <summary>
    /// Bytes of blobs in memory or on their way, of all transfers together: <see cref="MinMemoryBudgetBytes"/> or more. Default: 256 MiB. A half is for chunks
    /// that receivers have asked for and not stored yet, a quarter for tree nodes that wait for what is below them, a quarter for what senders read ahead.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less.</exception>
    public long MemoryBudgetBytes
    {
        get;
        init => field = value >= MinMemoryBudgetBytes
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A memory budget is {MinMemoryBudgetBytes} bytes or more.");
    } = 256 << 20;

    /// <summary>The clock of the rate. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
