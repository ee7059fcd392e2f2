using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>A directory whose tree is stored.</summary>
/// <param name="Tree">An entry with the ids and totals of the tree, and nothing else.</param>
/// <param name="IsUnchanged">Whether it is the tree that the directory had before.</param>
/// <param name="CacheOffset">Where the new cache has its entries.</param>
internal readonly record struct MergedDirectory(TreeEntry Tree, bool IsUnchanged, long CacheOffset);
