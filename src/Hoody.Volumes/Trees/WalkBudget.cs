namespace Hoody.Volumes.Trees;

/// <summary>Keeps a walk with its own stack within named bounds of depth and memory, whatever the tree.</summary>
internal sealed class WalkBudget
{
    private int _depth;
    private long _entriesHeld;

    /// <summary>Counts a directory whose entries are now held.</summary>
    /// <exception cref="FileTreeException">The tree is too deep, or its directories on this path are too large together.</exception>
    public void Enter(TreePath path, int entryCount)
    {
        _depth++;
        _entriesHeld += entryCount;
        if (_depth > TreeLimits.MaxDepth + 1)
        {
            throw new FileTreeException(path.ToString(), $"it is more than {TreeLimits.MaxDepth} directories deep; nothing below it was looked at");
        }

        if (_entriesHeld > TreeLimits.MaxEntriesOnPath)
        {
            throw new FileTreeException(
                path.ToString(), $"the directories on the way to it hold more than {TreeLimits.MaxEntriesOnPath} entries together");
        }
    }

    /// <summary>Counts a directory whose entries are let go.</summary>
    public void Leave(int entryCount)
    {
        _depth--;
        _entriesHeld -= entryCount;
    }
}
