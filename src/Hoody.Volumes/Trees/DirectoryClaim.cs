using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>What is said of a directory's node before it is read, by the directory's own entry or by the node above.</summary>
/// <param name="Id">The node's blob.</param>
/// <param name="ContentOnlyId">The content-only id of what lies below it.</param>
/// <param name="Totals">What lies below it.</param>
/// <param name="Place">Where in the split directory it stands; null for the top node, which stands for all of it.</param>
internal readonly record struct DirectoryClaim(BlobId Id, BlobId ContentOnlyId, TreeTotals Totals, DirectoryPlace? Place)
{
    public static DirectoryClaim OfTop(TreeEntry directory) => new(directory.TreeId, directory.ContentOnlyId, directory.Totals, null);
}
