using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>Choices for one side of a transfer.</summary>
public sealed record TransferOptions
{
    /// <summary>The defaults.</summary>
    public static TransferOptions Default { get; } = new();

    /// <summary>How long the other side may keep this one waiting: for a frame, for 4 KiB of a long one, or, while it shows no life, for room to send. Default: one minute; 1 second to 1 hour.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan IdleTimeout
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromHours(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "An idle timeout is from 1 second to 1 hour.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether stores may be joined that cut files in different ways. Default: false, since what they hold in common is then not found, silently, and
    /// everything moves.
    /// </summary>
    public bool AllowOtherChunker { get; init; }

    /// <summary>
    /// A snapshot of the receiver's store that what comes takes the place of: it tells changed files from new ones in the plan and the progress, and nothing else rests on it. Null,
    /// the default, for what the ref of each root points to now, if it has one.
    /// </summary>
    public BlobId? BaseSnapshot { get; init; }

    /// <summary>What this transfer shares with others: bandwidth, between two processes, and memory. Null, the default, for nothing: it keeps within its own bounds alone.</summary>
    public TransferScheduler? Scheduler { get; init; }

    /// <summary>Whose turn it is first, of those that share <see cref="Scheduler"/>. Default: <see cref="TransferPriority.Normal"/>.</summary>
    public TransferPriority Priority { get; init; }

    /// <summary>The id that the other side's store must have (<see cref="ChunkStore.StoreFormat.StoreId"/>); null for any. Default: null.</summary>
    public Guid? PeerStoreId { get; init; }

    /// <summary>The clock of the idle timeout. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    // Nothing goes over a connection: there is no bandwidth to share.
    internal bool IsWithinProcess { get; init; }
}
