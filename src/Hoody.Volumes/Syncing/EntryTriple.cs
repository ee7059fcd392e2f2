using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>The entries of one name in three directories, and what they make together: the rules of a merge, without the walking.</summary>
internal readonly record struct EntryTriple(TreeEntry? Base, TreeEntry? Source, TreeEntry? Target)
{
    public EntryName Name => (Base ?? Source ?? Target)!.Name; // One of the three is always there.

    /// <summary>Whether what lies below is merged by itself: then the rules here say only what the directory's own entry becomes.</summary>
    public bool AreDirectories => Source?.Type == EntryType.Directory && Target?.Type == EntryType.Directory;

    /// <summary>Whether two directories differ in something below.</summary>
    public bool DiffersBelow => AreDirectories && Source!.TreeId != Target!.TreeId; // Both were just seen to be there.

    /// <summary>Says how the target has diverged; null when it has not, or made the change that the source made.</summary>
    public SyncConflictKind? FindDivergence()
    {
        if (IsSame(Source, Target) || IsSame(Target, Base))
        {
            return null;
        }

        return IsSame(Source, Base) ? SyncConflictKind.OnlyTarget
            : Source is null ? SyncConflictKind.RemovedInSource
            : Target is null ? SyncConflictKind.RemovedInTarget
            : Base is null ? SyncConflictKind.BothAdded
            : SyncConflictKind.BothChanged;
    }

    /// <summary>The entry that keeps the target's changes and takes over the source's. Of two directories only what is their own counts.</summary>
    public TreeEntry? Merge()
    {
        // Equal to the last bit first: a side that changed nothing gives exactly the other one.
        TreeEntry? merged = Target == Base ? Source
            : Source == Base ? Target
            : IsSame(Target, Base) && !IsSame(Source, Target) ? Source
            : Target;
        return AreDirectories ? merged! with { ModifiedTime = MergeTimes() } : merged; // Both were just seen to be there.
    }

    /// <summary>
    /// Whether two entries are the same to a person: the number of a hard-link group follows from the names of other entries, and a directory's
    /// time from what happens in it, so neither is a change that anybody made here.
    /// </summary>
    private bool IsSame(TreeEntry? left, TreeEntry? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        TreeEntry aligned = right with
        {
            ModifiedTime = right.Type == EntryType.Directory ? left.ModifiedTime : right.ModifiedTime,
            HardLinkGroup = left.HardLinkGroup,
        };
        return AreDirectories ? left.Type == right.Type && left.HasSameMetadata(aligned) : left.Equals(aligned);
    }

    private UnixTime MergeTimes()
    {
        (UnixTime source, UnixTime target) = (Source!.ModifiedTime, Target!.ModifiedTime); // Both directories are there.
        return target == Base?.ModifiedTime ? source
            : source == Base?.ModifiedTime ? target
            : source.CompareTo(target) > 0 ? source : target;
    }
}
