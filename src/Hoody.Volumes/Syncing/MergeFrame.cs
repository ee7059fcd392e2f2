using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>A directory that is being merged.</summary>
/// <param name="Entries">What is still to be merged into it.</param>
/// <param name="Own">Its own entry in the merged tree, but for what its entries make of it.</param>
/// <param name="Builder">Stores it.</param>
internal sealed record MergeFrame(DirectoryTriple Entries, TreeEntry Own, DirectoryBuilder Builder);
