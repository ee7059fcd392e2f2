namespace Hoody.Volumes.Trees;

/// <summary>A place in a split row: before one of its items, or before a node that need not be opened.</summary>
/// <remarks>Holds the nodes on the way from the top. For one thread.</remarks>
/// <param name="top">The node that stands for the whole row.</param>
/// <param name="open">Reads a child of a node.</param>
internal sealed class NodeCursor<TNode>(TNode top, Func<TNode, int, CancellationToken, ValueTask<TNode>> open)
    where TNode : class, ISplitNode
{
    // None for most rows, which are one node.
    private Stack<(TNode Node, int Index)>? _above;

    /// <summary>Whether nothing is left.</summary>
    public bool IsAtEnd => Index == Node.Count;

    /// <summary>Whether a node comes next, and not an item.</summary>
    public bool IsAtNode => Node.Level > 0 && !IsAtEnd;

    /// <summary>The node that holds what comes next.</summary>
    public TNode Node { get; private set; } = top;

    /// <summary>Which of its items or children that is.</summary>
    public int Index { get; private set; }

    /// <summary>Opens nodes until an item comes next; false when none is left.</summary>
    public async ValueTask<bool> MoveToItemAsync(CancellationToken cancellationToken)
    {
        while (IsAtNode)
        {
            await DescendAsync(cancellationToken).ConfigureAwait(false);
        }

        return !IsAtEnd;
    }

    /// <summary>Passes over all that lies before a place, and opens only the nodes around it.</summary>
    /// <param name="liesBefore">Whether an item or child of a node lies before the place with all that it has; asked in order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask SeekAsync(Func<TNode, int, bool> liesBefore, CancellationToken cancellationToken)
    {
        while (!IsAtEnd)
        {
            if (liesBefore(Node, Index))
            {
                Advance();
            }
            else if (Node.Level == 0)
            {
                return;
            }
            else
            {
                await DescendAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Opens the node that comes next; what comes next is then the first in it.</summary>
    public async ValueTask DescendAsync(CancellationToken cancellationToken)
    {
        TNode child = await open(Node, Index, cancellationToken).ConfigureAwait(false);
        (_above ??= []).Push((Node, Index));
        (Node, Index) = (child, 0);
    }

    /// <summary>Passes over what comes next: an item, or a node with all that is below it.</summary>
    public void Advance()
    {
        Index++;
        while (IsAtEnd && _above is not null && _above.TryPop(out (TNode Node, int Index) parent))
        {
            (Node, Index) = (parent.Node, parent.Index + 1);
        }
    }
}
