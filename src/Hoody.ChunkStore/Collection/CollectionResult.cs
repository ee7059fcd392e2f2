namespace Hoody.ChunkStore.Collection;

/// <summary>What a collection did.</summary>
/// <param name="PacksDeleted">Packs that were deleted.</param>
/// <param name="PacksSpared">Planned packs that stayed, because something in them came into use again meanwhile, or because there was no room to copy what is live in them.</param>
/// <param name="BytesDeleted">The length of the deleted packs.</param>
/// <param name="BytesRewritten">What was copied to new packs, so that the old ones could go.</param>
/// <param name="RefGenerationsDeleted">Superseded generations of refs that were deleted.</param>
/// <param name="LeasesRevoked">Leases that were taken away from processes that showed no life.</param>
public sealed record CollectionResult(
    long PacksDeleted, long PacksSpared, long BytesDeleted, long BytesRewritten, long RefGenerationsDeleted, long LeasesRevoked)
{
    /// <summary>The bytes won: deleted less rewritten.</summary>
    public long BytesWon => BytesDeleted - BytesRewritten;
}
