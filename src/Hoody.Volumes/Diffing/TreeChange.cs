using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>One path that differs between two trees.</summary>
/// <param name="Path">The path below the two roots.</param>
/// <param name="Kind">Whether it was added, removed or changed.</param>
/// <param name="Aspects">In what it changed; <see cref="TreeChangeAspects.None"/> for what was added or removed.</param>
/// <param name="Before">The entry in the earlier tree; null when it was added.</param>
/// <param name="After">The entry in the later tree; null when it was removed.</param>
public sealed record TreeChange(TreePath Path, TreeChangeKind Kind, TreeChangeAspects Aspects, TreeEntry? Before, TreeEntry? After);
