namespace Hoody.ChunkStore;

/// <summary>A chunk that was put: its id and its length in bytes.</summary>
public readonly record struct PutChunk(BlobId Id, int LengthBytes);
