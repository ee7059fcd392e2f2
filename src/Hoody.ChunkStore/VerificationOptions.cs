namespace Hoody.ChunkStore;

/// <summary>Choices for a verification.</summary>
public sealed record VerificationOptions
{
    /// <summary>How much to look at. Default: <see cref="VerificationDepth.Full"/>.</summary>
    public VerificationDepth Depth { get; init; } = VerificationDepth.Full;

    /// <summary>
    /// After how long nothing further is begun, no pack and no blob that a ref needs; null for never, the default. The next verification begins with the
    /// packs that this one did not come to. When refs are followed, packs take half of the time and refs the rest, from a ref on that chance chooses:
    /// all have their turn in time, but one that needs more than fits into half of it is never followed to its end. Small objects, the index and what
    /// refs point to are looked at in any case.
    /// </summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>
    /// Whether nothing is quarantined or deleted, and no note is taken of what was verified. Default: false. Else what is damaged of the notes on what trees refer to is
    /// deleted, and the next collection reads those trees. An index that is damaged is made anew in any case.
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
