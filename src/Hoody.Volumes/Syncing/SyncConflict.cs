using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>One place in which a target has diverged from the base of its last sync, and does not agree with the source.</summary>
/// <param name="Path">The place. For a directory that not all three trees have it stands for all that is below too; else for what is the directory's own.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Base">The entry in the base; null when it was not there.</param>
/// <param name="Source">The entry in the source; null when it is not there.</param>
/// <param name="Target">The entry in the target; null when it is not there.</param>
public sealed record SyncConflict(TreePath Path, SyncConflictKind Kind, TreeEntry? Base, TreeEntry? Source, TreeEntry? Target);
