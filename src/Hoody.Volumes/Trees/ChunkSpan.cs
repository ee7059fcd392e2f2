using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>One chunk of a file: its id and its length, at least 1.</summary>
internal readonly record struct ChunkSpan(BlobId Id, int LengthBytes);
