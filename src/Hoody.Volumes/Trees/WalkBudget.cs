namespace Hoody.Volumes.Trees;

/// <summary>Keeps a walk with its own stack within named bounds of depth and memory, whatever the tree.</summary>
/// <param name="extraFrames">Frames that the walk keeps besides the one of each directory on the way.</param>
internal sealed class WalkBudget(int extraFrames = 0)
{
    private int _depth;
    private long _entriesHeld;

    /// <summary>Counts a directory whose entries are now held.</summary>
    /// <exception cref="FileTreeException">The tree is too deep, or its directories on this path are too large together.</exception>
    public void Enter(TreePath path, int entryCount)
    {
        _depth++;
        _entriesHeld += entryCount;
        if (_depth > TreeLimits.MaxDepth + 1 + extraFrames)
        {
            throw new FileTreeException(
                path.ToShortString(), $"it is more than {TreeLimits.MaxDepth} directories deep; nothing below it was looked at");
        }

        if (_entriesHeld > TreeLimits.MaxEntriesOnPath)
        {
            throw new FileTreeException(
                path.ToShortString(), $"the directories on the way to it hold more than {TreeLimits.MaxEntriesOnPath} entries together");
        }
    }

    /// <summary>Counts a directory whose entries are let go.</summary>
    public void Leave(int entryCount)
    {
        _depth--;
        _entriesHeld -= entryCount;
    }
}
