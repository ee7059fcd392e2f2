using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Stores a directory while its entries come, and holds no more than a node of each level. For one thread.</summary>
/// <param name="writer">Already holds everything the entries name: a tree is never stored before its children.</param>
/// <param name="path">The directory, for messages.</param>
internal sealed class DirectoryBuilder(BlobWriter writer, TreePath path) : SplitBuilder<TreeEntry, DirectoryChild>
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
        return new DirectoryChild(id, ContentOnly.OfEntries(items), last, items.Count, TreeTotals.Of(items));
    }

    protected override async ValueTask<DirectoryChild> PutIndexAsync(
        int level, IReadOnlyList<DirectoryChild> children, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> index = new();
        TreeIndex.Encode(level, children, index);
        BlobId id = await TreeWriter.PutAsync(writer, BlobKind.Tree, index, path, cancellationToken).ConfigureAwait(false);
        return new DirectoryChild(
            id, ContentOnly.OfNodes(level, children), children[^1].LastName, children.Sum(child => child.EntryCount), TreeTotals.Of(children));
    }
}
