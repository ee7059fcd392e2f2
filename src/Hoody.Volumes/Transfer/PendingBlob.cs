using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>A blob that the target lacks.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="LengthBytes">How long the entry or list that names it says it is; 0 when nothing says so.</param>
internal readonly record struct PendingBlob(BlobKind Kind, BlobId Id, int LengthBytes);
