namespace Hoody.Volumes.Trees;

/// <summary>Stores a row of items as a balanced tree of nodes while the items come; holds a node of each level and no more.</summary>
/// <typeparam name="TItem">What the lowest nodes hold.</typeparam>
/// <typeparam name="TChild">How a node is named in the one above it.</typeparam>
internal abstract class SplitBuilder<TItem, TChild>
{
    private readonly NodeRow<TItem> _items;
    private readonly List<NodeRow<TChild>> _levels = [];

    /// <param name="isSplit">Whether the row is known to be too long for one node before its items come.</param>
    protected SplitBuilder(bool isSplit)
    {
        IsSplit = isSplit;
        _items = new NodeRow<TItem>(isSplit ? 0 : NodeSplit.MaxItems, IsEnd);
    }

    /// <summary>Whether the row was known to be split from the beginning.</summary>
    protected bool IsSplit { get; }

    /// <summary>Adds the next item, and stores the nodes that it shows to be complete.</summary>
    protected async ValueTask AppendAsync(TItem item, CancellationToken cancellationToken)
    {
        _items.Add(item);
        while (_items.TryTake(out IReadOnlyList<TItem> node))
        {
            await AppendAsync(await PutLeafAsync(node, cancellationToken).ConfigureAwait(false), 1, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds a node that is stored already, with all that is below it, if this row has its first item at the start of a node of that level and of every lower one.</summary>
    /// <remarks>
    /// Where a node ends depends on its items alone, so the row then has that very node. If not, what the node holds has to come in its stead: something must follow in either case.
    /// </remarks>
    /// <param name="node">It ends where the rule for its level says, and not because its row did.</param>
    /// <param name="level">Its level: 0 for one that holds items.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    protected async ValueTask<bool> TryAppendNodeAsync(TChild node, int level, CancellationToken cancellationToken)
    {
        if (_items.Rest.Count > 0)
        {
            if (!_items.TryTakeAll(out IReadOnlyList<TItem> leaf))
            {
                return false;
            }

            await AppendAsync(await PutLeafAsync(leaf, cancellationToken).ConfigureAwait(false), 1, cancellationToken).ConfigureAwait(false);
        }

        for (int below = 1; below <= Math.Min(level, _levels.Count); below++)
        {
            if (_levels[below - 1].Rest.Count > 0)
            {
                if (!_levels[below - 1].TryTakeAll(out IReadOnlyList<TChild> index))
                {
                    return false;
                }

                await AppendAsync(await PutIndexAsync(below, index, cancellationToken).ConfigureAwait(false), below + 1, cancellationToken).ConfigureAwait(false);
            }
        }

        await AppendAsync(node, level + 1, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Stores what is left, level by level, until one node holds all.</summary>
    /// <returns>That node.</returns>
    protected async ValueTask<TChild> CompleteAsync(CancellationToken cancellationToken)
    {
        // Whole nodes that were added leave nothing on the levels below them.
        bool hasTop = _items.Rest.Count > 0 || _levels.Count == 0;
        TChild top = hasTop ? await PutLeafAsync(_items.Rest, cancellationToken).ConfigureAwait(false) : default!; // Not looked at without hasTop.
        for (int level = 1; level <= _levels.Count; level++)
        {
            if (hasTop)
            {
                await AppendAsync(top, level, cancellationToken).ConfigureAwait(false);
            }

            IReadOnlyList<TChild> rest = _levels[level - 1].Rest;
            hasTop = rest.Count > 0;
            if (hasTop)
            {
                // A single node that nothing follows is the top itself.
                top = rest.Count == 1 && level == _levels.Count ? rest[0] : await PutIndexAsync(level, rest, cancellationToken).ConfigureAwait(false);
            }
        }

        return top;
    }

    protected abstract bool IsEnd(TItem item);

    protected abstract bool IsEnd(TChild child, int level);

    protected abstract ValueTask<TChild> PutLeafAsync(IReadOnlyList<TItem> items, CancellationToken cancellationToken);

    protected abstract ValueTask<TChild> PutIndexAsync(int level, IReadOnlyList<TChild> children, CancellationToken cancellationToken);

    private async ValueTask AppendAsync(TChild child, int level, CancellationToken cancellationToken)
    {
        while (level > _levels.Count)
        {
            int added = _levels.Count + 1;
            _levels.Add(new NodeRow<TChild>(maxWhole: 0, last => IsEnd(last, added)));
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
