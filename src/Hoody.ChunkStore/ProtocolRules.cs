namespace Hoody.ChunkStore;

/// <summary>The rules on which the safety of collection rests. Every store keeps all of them.</summary>
/// <remarks>Tests leave one out at a time, and fail when that loses nothing: so they show that they would notice.</remarks>
internal sealed record ProtocolRules
{
    internal static ProtocolRules All { get; } = new();

    /// <summary>Work takes a lease before it looks at what the store holds.</summary>
    internal bool WorkTakesLeases { get; init; } = true;

    /// <summary>A lease counts only if the epoch is still the one it names once it exists.</summary>
    internal bool LeasesReadTheEpochAgain { get; init; } = true;

    /// <summary>What stands only in condemned packs counts as absent.</summary>
    internal bool CondemnedCountsAsAbsent { get; init; } = true;

    /// <summary>The collector waits for older leases to end, or revokes them.</summary>
    internal bool CollectorDrains { get; init; } = true;

    /// <summary>The collector marks again after the drain.</summary>
    internal bool CollectorMarksAgain { get; init; } = true;

    /// <summary>The collector looks at the quarantine after the drain, before it marks again.</summary>
    internal bool CollectorLooksAtTheQuarantineAgain { get; init; } = true;

    /// <summary>A ref is changed only after the lease's log says so: a revoked lease changes none.</summary>
    internal bool CommitsGoThroughTheLease { get; init; } = true;

    /// <summary>What a lease's log says is about to be committed is a root.</summary>
    internal bool CommitsAreRoots { get; init; } = true;

    /// <summary>What a ref was for a moment between mark and re-mark is a root.</summary>
    internal bool NewGenerationsAreRoots { get; init; } = true;

    /// <summary>What will be deleted is decided by one record, once.</summary>
    internal bool SweepIsDecidedOnce { get; init; } = true;

    /// <summary>A table of closures counts only while no pack is lost or condemned that there was when it was written.</summary>
    internal bool ClosuresNeedTheirPacks { get; init; } = true;
}
