namespace Hoody.Volumes.Trees;

/// <summary>Keeps a walk with its own stack within named bounds of depth and memory, whatever the tree.</summary>
/// <param name="extraFrames">Frames that the walk keeps besides the one of each directory on the way.</param>
internal sealed class WalkBudget(int extraFrames = 0)
{
    private int _depth;
    private long _itemsHeld;

    /// <summary>Counts a directory of whose nodes so many items may be held from now on.</summary>
    /// <exception cref="FileTreeException">The tree is too deep, or the nodes on this path are too large together.</exception>
    public void Enter(TreePath path, int itemCount)
    {
        _depth++;
        _itemsHeld += itemCount;
        if (_depth > TreeLimits.MaxDepth + 1 + extraFrames)
        {
            throw new FileTreeException(
                path.ToShortString(), $"it is more than {TreeLimits.MaxDepth} directories deep; nothing below it was looked at");
        }

        if (_itemsHeld > TreeLimits.MaxItemsOnPath)
        {
            throw new FileTreeException(
                path.ToShortString(), $"the directories on the way to it hold more than {TreeLimits.MaxItemsOnPath} entries together");
        }
    }

    /// <summary>Counts a directory whose nodes are let go.</summary>
    public void Leave(int itemCount)
    {
        _depth--;
        _itemsHeld -= itemCount;
    }
}
