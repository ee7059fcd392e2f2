using Hoody.Volumes.Syncing;

namespace Hoody.Volumes;

/// <summary>How a tree is synced to another.</summary>
public sealed record SyncOptions
{
    internal static SyncOptions Default { get; } = new();

    /// <summary>What becomes of changes that the target made itself; <see cref="SyncPolicy.Overwrite"/> unless set.</summary>
    public SyncPolicy Policy { get; init; }

    /// <summary>
    /// The largest part of the target's entries that a sync may remove, from 0 to 1; 0.5 unless set. A source that was not mounted, or is
    /// empty by mistake, then erases nothing. A renamed directory counts as removed. 1 lets everything be removed.
    /// </summary>
    public double MaxRemovedShare { get; init; } = 0.5;

    /// <summary>How many conflicts a plan lists, the first ones in the order of a walk; 1,000 unless set. All are counted.</summary>
    public int MaxConflictsListed { get; init; } = 1_000;

    /// <summary>
    /// How many entries a plan compares, and its application once more, before either gives up; 10,000,000 unless set, at least 1. Directories that are alike are not entered, so this bounds
    /// the time that trees can cost which somebody made to differ everywhere in a few nodes. It is far beyond what a sync of real trees meets.
    /// </summary>
    public long MaxEntriesCompared { get; init; } = 10_000_000;

    /// <summary>What the new snapshot's time is taken from; the system's clock unless set.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (!Enum.IsDefined(Policy))
        {
            throw new ArgumentOutOfRangeException(nameof(Policy), Policy, "It is no policy.");
        }

        if (!(MaxRemovedShare is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(MaxRemovedShare), MaxRemovedShare, "It is a share, from 0 to 1.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(MaxConflictsListed);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntriesCompared, 1);
        ArgumentNullException.ThrowIfNull(Time);
    }
}
