namespace Hoody.ChunkStore.Collection;

/// <summary>That a blob needs another one.</summary>
/// <param name="Kind">What the other blob is.</param>
/// <param name="Id">Its id.</param>
public readonly record struct BlobReference(BlobKind Kind, BlobId Id);
