using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Stores a directory while its entries come, and holds no more than a node of each level. For one thread.</summary>
/// <param name="writer">Already holds everything the entries name: a tree is never stored before its children.</param>
/// <param name="path">The directory, for messages.</param>
/// <param name="isSplit">Whether it is known to have more than 128 entries: then stored nodes of it can be added whole.</param>
internal sealed class DirectoryBuilder(BlobWriter writer, TreePath path, bool isSplit = false) : SplitBuilder<TreeEntry, DirectoryChild>(isSplit)
{
    private EntryName _lastName = EntryName.Root;
    private int _count;

    /// <summary>Adds the next entry.</summary>
    /// <exception cref="ArgumentException">The entry is not well formed, or its name does not sort after the last one.</exception>
    /// <exception cref="FileTreeException">The directory has more entries than the format allows, or some of them do not fit in a blob.</exception>
    public ValueTask AddAsync(TreeEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Name <= _lastName)
        {
            throw new ArgumentException($"\"{entry.Name}\" is out of order, there twice, or no name.", nameof(entry));
        }

        _lastName = entry.Name;
        return ++_count <= TreeLimits.MaxEntriesPerDirectory
            ? AppendAsync(entry, cancellationToken)
            : throw TreeWriter.TooLarge(path, "entries", $"{TreeLimits.MaxEntriesPerDirectory}");
    }

    /// <summary>Adds a node of another directory with all entries below it, if it is a node of this one too; else its entries, or the nodes below it, have to be added.</summary>
    /// <param name="node">A node that is in the store, sorts after all that was added, and is not the last one of its directory's level.</param>
    /// <param name="level">Its level.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FileTreeException">The directory has more entries than the format allows.</exception>
    public async ValueTask<bool> TryAddNodeAsync(DirectoryChild node, int level, CancellationToken cancellationToken)
    {
        if (!IsSplit || !await TryAppendNodeAsync(node, level, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        (_lastName, _count) = (node.LastName, _count + node.EntryCount);
        if (_count > TreeLimits.MaxEntriesPerDirectory)
        {
            throw TreeWriter.TooLarge(path, "entries", $"{TreeLimits.MaxEntriesPerDirectory}");
        }

        return true;
    }

    /// <summary>Stores what is left, and fills in what the directory's own entry says of its entries.</summary>
    /// <param name="directory">The directory's own entry; its <see cref="TreeEntry.TreeId"/>, ids and totals are replaced.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<TreeEntry> FinishAsync(TreeEntry directory, CancellationToken cancellationToken)
    {
        DirectoryChild top = await CompleteAsync(cancellationToken).ConfigureAwait(false);
        return directory with { TreeId = top.Id, ContentOnlyId = top.ContentOnlyId, Totals = top.Totals };
    }

    protected override bool IsEnd(TreeEntry item) => NodeSplit.IsEnd(item.Name, 0);

    protected override bool IsEnd(DirectoryChild child, int level) => NodeSplit.IsEnd(child.LastName, level);

    protected override async ValueTask<DirectoryChild> PutLeafAsync(IReadOnlyList<TreeEntry> items, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> node = new();
        TreeNode.Encode(items, node);
        BlobId id = await TreeWriter.PutAsync(writer, BlobKind.Tree, node, path, cancellationToken).ConfigureAwait(false);
        EntryName last = items.Count == 0 ? EntryName.Root : items[^1].Name;
        return new DirectoryChild(id, ContentOnly.OfEntries(items), last, items.Count, TotalsOf(() => TreeTotals.Of(items)));
    }

    protected override async ValueTask<DirectoryChild> PutIndexAsync(
        int level, IReadOnlyList<DirectoryChild> children, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> index = new();
        TreeIndex.Encode(level, children, index);
        BlobId id = await TreeWriter.PutAsync(writer, BlobKind.Tree, index, path, cancellationToken).ConfigureAwait(false);
        return new DirectoryChild(
            id, ContentOnly.OfNodes(level, children), children[^1].LastName, children.Sum(child => child.EntryCount), TotalsOf(() => TreeTotals.Of(children)));
    }

    // Those of a directory that is stored fit. Put together from several, they need not.
    private TreeTotals TotalsOf(Func<TreeTotals> add)
    {
        try
        {
            TreeTotals totals = add();
            return totals.Entries <= TreeLimits.MaxEntriesPerTree
                ? totals
                : throw TreeWriter.TooLarge(path, "entries below it", $"{TreeLimits.MaxEntriesPerTree}");
        }
        catch (OverflowException)
        {
            throw TreeWriter.TooLarge(path, "bytes in its files", $"{long.MaxValue}");
        }
    }
}
