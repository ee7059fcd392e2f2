using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>A node of a split directory, as the node above it names it.</summary>
/// <param name="Id">The node's blob.</param>
/// <param name="ContentOnlyId">The content-only id of what lies below the node.</param>
/// <param name="LastName">The name of the last entry below it.</param>
/// <param name="EntryCount">The entries of the directory that lie below it, at least 1.</param>
/// <param name="Totals">What these entries add to the directory's totals.</param>
internal sealed record DirectoryChild(BlobId Id, BlobId ContentOnlyId, EntryName LastName, int EntryCount, TreeTotals Totals);
