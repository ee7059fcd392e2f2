namespace Hoody.ChunkStore.Verification;

/// <summary>How far a verification is.</summary>
/// <param name="PacksDone">Packs that were looked at.</param>
/// <param name="PacksTotal">All packs.</param>
/// <param name="BytesDone">The length of the packs that were looked at.</param>
/// <param name="BytesTotal">The length of all packs.</param>
public readonly record struct VerificationProgress(long PacksDone, long PacksTotal, long BytesDone, long BytesTotal);
