namespace Hoody.ChunkStore.Verification;

/// <summary>A blob that is damaged in a pack, or that refs need and the store does not have.</summary>
/// <param name="Id">The blob's id.</param>
/// <param name="Kind">What it is; null when nothing tells.</param>
/// <param name="Pack">The name of the pack in the backend; null when no pack has it.</param>
/// <param name="Offset">Where its record stands in the pack, in bytes; 0 when no pack has it.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="IsElsewhere">Whether another pack has it, in which nothing wrong was found: then nothing is lost.</param>
public sealed record DamagedBlob(BlobId Id, BlobKind? Kind, string? Pack, long Offset, string Reason, bool IsElsewhere);
