namespace Hoody.ChunkStore;

/// <summary>What a store holds, as far as its packs are readable.</summary>
/// <param name="Blobs">The count of different blobs.</param>
/// <param name="Packs">The count of readable packs.</param>
/// <param name="PlainBytes">The length of those blobs in bytes, each counted once.</param>
/// <param name="StoredBytes">The length of those packs in bytes.</param>
public readonly record struct StoreStatistics(long Blobs, long Packs, long PlainBytes, long StoredBytes);
