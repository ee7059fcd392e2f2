namespace Hoody.ChunkStore;

/// <summary>Choices for a verification.</summary>
public sealed record VerificationOptions
{
    /// <summary>How much to look at. Default: <see cref="VerificationDepth.Full"/>.</summary>
    public VerificationDepth Depth { get; init; } = VerificationDepth.Full;

    /// <summary>
    /// After how long no further pack is begun; null for never, the default. The next verification begins with the packs that this one did not come
    /// to. Small objects and refs are looked at in any case.
    /// </summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>
    /// Whether nothing is quarantined, and no note is taken of what was verified. Default: false. An index that is damaged is made anew in any case.
    /// </summary>
    public bool IsReadOnly { get; init; }

    internal TimeProvider? Time { get; init; }

    internal void Validate()
    {
        if (Depth is < VerificationDepth.Structure or > VerificationDepth.Full)
        {
            throw new ArgumentOutOfRangeException(nameof(Depth), Depth, "Not a depth.");
        }

        if (TimeBudget is { } budget)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(budget, TimeSpan.Zero, nameof(TimeBudget));
        }
    }
}
