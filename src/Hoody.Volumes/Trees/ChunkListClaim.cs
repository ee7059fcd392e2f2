using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>What is said of a file's list or of a node above lists before it is read, by the file's entry or by the node above.</summary>
/// <param name="Id">The node's blob.</param>
/// <param name="LengthBytes">The bytes of the file that lie below it.</param>
/// <param name="Place">Where in the split list it stands; null for the top node, which stands for all of it.</param>
internal readonly record struct ChunkListClaim(BlobId Id, long LengthBytes, ChunkListPlace? Place);
