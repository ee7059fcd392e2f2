namespace Hoody.ChunkStore;

/// <summary>What went through one <see cref="BlobWriter"/> so far.</summary>
/// <param name="BlobsPut">The count of blobs put, those included that the store had.</param>
/// <param name="BlobsNew">The count of blobs that were not there before.</param>
/// <param name="PlainBytesNew">The length of the new blobs in bytes.</param>
/// <param name="StoredBytesNew">The bytes that the new blobs take in packs, with their record headers.</param>
public readonly record struct WriteStatistics(long BlobsPut, long BlobsNew, long PlainBytesNew, long StoredBytesNew);
