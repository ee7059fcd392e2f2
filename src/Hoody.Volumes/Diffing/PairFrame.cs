using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Two directories of one path, their entries being merged in the order of the names.</summary>
internal sealed class PairFrame(TreePath path, IReadOnlyList<TreeEntry> before, IReadOnlyList<TreeEntry> after)
{
    private int _nextBefore;
    private int _nextAfter;

    public TreePath Path => path;

    public int EntryCount => before.Count + after.Count;

    public bool TryNext(out EntryPair pair)
    {
        TreeEntry? left = _nextBefore < before.Count ? before[_nextBefore] : null;
        TreeEntry? right = _nextAfter < after.Count ? after[_nextAfter] : null;

        // The lesser name has no partner, and the other waits for its turn.
        int order = left is null ? 1 : right is null ? -1 : left.Name.CompareTo(right.Name);
        pair = new EntryPair(order <= 0 ? left : null, order >= 0 ? right : null);
        _nextBefore += pair.Before is null ? 0 : 1;
        _nextAfter += pair.After is null ? 0 : 1;
        return left is not null || right is not null;
    }
}
