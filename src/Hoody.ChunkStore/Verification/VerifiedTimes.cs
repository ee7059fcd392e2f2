namespace Hoody.ChunkStore.Verification;

/// <summary>When a pack was last verified to each depth, in seconds since 1970; 0 for never.</summary>
internal readonly record struct VerifiedTimes(uint Structure, uint Checksums, uint Full)
{
    internal uint this[VerificationDepth depth] => depth switch
    {
        VerificationDepth.Structure => Structure,
        VerificationDepth.Checksums => Checksums,
        _ => Full,
    };

    internal VerifiedTimes Merge(VerifiedTimes other) =>
        new(Math.Max(Structure, other.Structure), Math.Max(Checksums, other.Checksums), Math.Max(Full, other.Full));

    /// <summary>The same, and nothing later than <paramref name="time"/>.</summary>
    internal VerifiedTimes NotAfter(uint time) => new(Math.Min(Structure, time), Math.Min(Checksums, time), Math.Min(Full, time));

    /// <summary>A verification to that depth is one to all before it.</summary>
    internal VerifiedTimes With(VerificationDepth depth, uint time) => Merge(new(
        time, depth >= VerificationDepth.Checksums ? time : 0, depth >= VerificationDepth.Full ? time : 0));
}
