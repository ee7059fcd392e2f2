namespace Hoody.Volumes.Trees;

/// <summary>The items of one level on their way into nodes; holds at most one node and one item.</summary>
/// <param name="maxWhole">A row of at most so many items is one node, whatever the items are.</param>
/// <param name="isEnd">Whether a node may end with the item.</param>
internal sealed class NodeRow<T>(int maxWhole, Func<T, bool> isEnd)
{
    private readonly List<T> _items = [];
    private int _examined;
    private bool _isSplit;

    /// <summary>What follows the nodes taken so far: the last node, once there are no more items. Valid until the next call.</summary>
    public IReadOnlyList<T> Rest => _items;

    public void Add(T item) => _items.Add(item);

    /// <summary>Takes a node that is complete. The last node of the row is never taken: what follows a node shows that it is not the last.</summary>
    public bool TryTake(out IReadOnlyList<T> node)
    {
        node = [];
        _isSplit |= _items.Count > maxWhole;
        for (; _isSplit && _examined < _items.Count - 1; _examined++)
        {
            int count = _examined + 1;
            if (count == NodeSplit.MaxItems || (count >= NodeSplit.MinItems && isEnd(_items[_examined])))
            {
                node = _items[..count];
                _items.RemoveRange(0, count);
                _examined = 0;
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes all that is there, if it is a complete node. For when something follows which does not come as items of this row.</summary>
    public bool TryTakeAll(out IReadOnlyList<T> node)
    {
        _isSplit |= _items.Count > maxWhole;
        bool isNode = _isSplit && (_items.Count == NodeSplit.MaxItems || (_items.Count >= NodeSplit.MinItems && isEnd(_items[^1])));
        node = isNode ? [.. _items] : [];
        if (isNode)
        {
            _items.Clear();
            _examined = 0;
        }

        return isNode;
    }
}
