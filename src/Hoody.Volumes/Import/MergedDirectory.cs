using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>A directory whose tree is stored.</summary>
/// <param name="Tree">An entry with the ids and totals of the tree, and nothing else.</param>
/// <param name="CacheOffset">Where the new cache has its entries, 0 if nothing is remembered; null when it is the tree that the directory had before, with all that was remembered of it.</param>
internal readonly record struct MergedDirectory(TreeEntry Tree, long? CacheOffset);
