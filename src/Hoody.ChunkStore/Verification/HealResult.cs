namespace Hoody.ChunkStore.Verification;

/// <summary>What healing came to.</summary>
/// <param name="BlobsHealed">Blobs that were read from the other store and are durable in this one.</param>
/// <param name="BytesHealed">Their length.</param>
/// <param name="Missing">Blobs that are still damaged or missing, because the other store does not have them undamaged either.</param>
public sealed record HealResult(long BlobsHealed, long BytesHealed, IReadOnlyList<BlobId> Missing);
