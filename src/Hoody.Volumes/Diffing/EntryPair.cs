using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>The entries of one name in two directories; one of them may be missing.</summary>
internal readonly record struct EntryPair(TreeEntry? Before, TreeEntry? After)
{
    public EntryName Name => Before?.Name ?? After!.Name; // One of the two is always there.

    /// <summary>Whether something below the pair differs: equal ids mean equal trees.</summary>
    public bool HasDifferenceBelow => (IsDirectory(Before), IsDirectory(After)) switch
    {
        (true, true) => Before!.TreeId != After!.TreeId, // Both were just seen to be directories.
        (bool before, bool after) => before || after,
    };

    public static bool IsDirectory(TreeEntry? entry) => entry?.Type == EntryType.Directory;

    /// <summary>Says how the two entries themselves differ; null when they do not.</summary>
    /// <param name="path">The path in the later tree.</param>
    /// <param name="pathBefore">The path in the earlier tree.</param>
    /// <param name="isMoved">Whether the entries are of different names, and the one became the other.</param>
    public TreeChange? Describe(TreePath path, TreePath pathBefore, bool isMoved)
    {
        if (Before is null || After is null)
        {
            TreeChangeKind kind = Before is null ? TreeChangeKind.Added : TreeChangeKind.Removed;
            return new TreeChange(path, kind, TreeChangeAspects.None, Before, After);
        }

        TreeChangeAspects aspects = Compare(Before, After);
        TreeChangeKind kindOfBoth = isMoved ? TreeChangeKind.Moved : TreeChangeKind.Changed;
        return aspects == TreeChangeAspects.None && !isMoved
            ? null
            : new TreeChange(path, kindOfBoth, aspects, Before, After) { PathBefore = pathBefore };
    }

    private static TreeChangeAspects Compare(TreeEntry before, TreeEntry after)
    {
        TreeChangeAspects aspects = before.HasSameMetadata(after) ? TreeChangeAspects.None : TreeChangeAspects.Metadata;
        if (before.Type != after.Type)
        {
            return aspects | TreeChangeAspects.Type;
        }

        bool isSameContent = before.Length == after.Length && before.Content == after.Content
            && before.LinkTarget.Span.SequenceEqual(after.LinkTarget.Span)
            && before.DeviceMajor == after.DeviceMajor && before.DeviceMinor == after.DeviceMinor;
        return isSameContent ? aspects : aspects | TreeChangeAspects.Content;
    }
}
