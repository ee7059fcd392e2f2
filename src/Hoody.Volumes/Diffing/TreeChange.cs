using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>One path that differs between two trees.</summary>
/// <param name="Path">The path below the two roots.</param>
/// <param name="Kind">Whether it was added, removed, changed or moved to where it is.</param>
/// <param name="Aspects">In what it changed; <see cref="TreeChangeAspects.None"/> for what was added or removed.</param>
/// <param name="Before">The entry in the earlier tree; null when it was added.</param>
/// <param name="After">The entry in the later tree; null when it was removed.</param>
public sealed record TreeChange(TreePath Path, TreeChangeKind Kind, TreeChangeAspects Aspects, TreeEntry? Before, TreeEntry? After)
{
    /// <summary>The path in the earlier tree; other than <see cref="Path"/> for what was moved, and for what is below a directory that was.</summary>
    public TreePath PathBefore { get; init; } = Path;

    /// <summary>
    /// The bytes of the file, uncompressed, that its earlier version does not have: what has to travel to whoever holds that one. 0 for what is not a file or has gone; null unless
    /// <see cref="DiffOptions.CountNewBytes"/> asked for it.
    /// </summary>
    public long? NewBytes { get; init; }
}
