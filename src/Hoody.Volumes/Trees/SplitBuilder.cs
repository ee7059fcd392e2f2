namespace Hoody.Volumes.Trees;

/// <summary>Stores a row of items as a balanced tree of nodes while the items come; holds a node of each level and no more.</summary>
/// <typeparam name="TItem">What the lowest nodes hold.</typeparam>
/// <typeparam name="TChild">How a node is named in the one above it.</typeparam>
internal abstract class SplitBuilder<TItem, TChild>
{
    private readonly NodeRow<TItem> _items;
    private readonly List<NodeRow<TChild>> _levels = [];

    protected SplitBuilder() => _items = new NodeRow<TItem>(NodeSplit.MaxItems, IsEnd);

    /// <summary>Adds the next item, and stores the nodes that it shows to be complete.</summary>
    protected async ValueTask AppendAsync(TItem item, CancellationToken cancellationToken)
    {
        _items.Add(item);
        while (_items.TryTake(out IReadOnlyList<TItem> node))
        {
            await AppendAsync(await PutLeafAsync(node, cancellationToken).ConfigureAwait(false), 1, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stores what is left, level by level, until one node holds all.</summary>
    /// <returns>That node.</returns>
    protected async ValueTask<TChild> CompleteAsync(CancellationToken cancellationToken)
    {
        TChild top = await PutLeafAsync(_items.Rest, cancellationToken).ConfigureAwait(false);
        for (int level = 1; level <= _levels.Count; level++)
        {
            await AppendAsync(top, level, cancellationToken).ConfigureAwait(false);
            top = await PutIndexAsync(level, _levels[level - 1].Rest, cancellationToken).ConfigureAwait(false);
        }

        return top;
    }

    protected abstract bool IsEnd(TItem item);

    protected abstract bool IsEnd(TChild child, int level);

    protected abstract ValueTask<TChild> PutLeafAsync(IReadOnlyList<TItem> items, CancellationToken cancellationToken);

    protected abstract ValueTask<TChild> PutIndexAsync(int level, IReadOnlyList<TChild> children, CancellationToken cancellationToken);

    private async ValueTask AppendAsync(TChild child, int level, CancellationToken cancellationToken)
    {
        if (level > _levels.Count)
        {
            _levels.Add(new NodeRow<TChild>(maxWhole: 0, last => IsEnd(last, level)));
        }

        NodeRow<TChild> row = _levels[level - 1];
        row.Add(child);
        while (row.TryTake(out IReadOnlyList<TChild> node))
        {
            TChild index = await PutIndexAsync(level, node, cancellationToken).ConfigureAwait(false);
            await AppendAsync(index, level + 1, cancellationToken).ConfigureAwait(false);
        }
    }
}
