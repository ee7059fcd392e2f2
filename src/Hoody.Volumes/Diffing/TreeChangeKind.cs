namespace Hoody.Volumes.Diffing;

/// <summary>What happened to a path between two trees.</summary>
public enum TreeChangeKind
{
    /// <summary>The path is only in the later tree.</summary>
    Added,

    /// <summary>The path is only in the earlier tree.</summary>
    Removed,

    /// <summary>The path is in both, and its own entry differs.</summary>
    Changed,

    /// <summary>The path is only in the later tree, and what it has was taken from a path that is only in the earlier one.</summary>
    Moved,
}
