using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>A list of a split file, or a node above lists, as the node above it names it.</summary>
/// <param name="Id">The node's blob.</param>
/// <param name="LengthBytes">The bytes of the file that lie below it, at least 1.</param>
/// <param name="ChunkCount">The chunks below it, at least 1.</param>
internal readonly record struct ChunkListChild(BlobId Id, long LengthBytes, int ChunkCount);
