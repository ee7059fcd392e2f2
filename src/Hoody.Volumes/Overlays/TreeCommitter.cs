using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>Stores the changed files and directories of a volume, and nothing else: what was not touched is in the store.</summary>
/// <remarks>Of a large directory it reads the nodes around what was changed, until old and new ones meet again; the others go in unread.</remarks>
internal sealed class TreeCommitter(BlobStore blobs, BlobWriter writer, ContentReader reader, OverlayTree tree)
{
    private readonly ContentWriter _contents = new(blobs, writer, reader);
    private readonly Dictionary<OverlayNode, TreeEntry> _files = [];
    private readonly Stack<CommitFrame> _frames = [];
    private readonly WalkBudget _budget = new();

    /// <returns>The root, whose nodes and chunks are put and not yet flushed.</returns>
    public async Task<TreeEntry> CommitAsync(CancellationToken cancellationToken)
    {
        if (tree.ChangedGroups is { Count: > 0 } groups)
        {
            await new LinkFollower(blobs, tree, groups).RunAsync(cancellationToken).ConfigureAwait(false);
        }

        await EnterAsync(tree.Root, EntryName.Root, TreePath.Root, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            CommitFrame frame = _frames.Peek();
            await frame.Names.PassNodesAsync(frame.Builder, cancellationToken).ConfigureAwait(false);
            if (await frame.Names.NextAsync(cancellationToken).ConfigureAwait(false) is { } next)
            {
                await AddAsync(frame, next.Name, next.Stored, next.Changed, cancellationToken).ConfigureAwait(false);
                continue;
            }

            _frames.Pop();
            _budget.Leave(frame.Names.MaxItemsHeld);
            TreeEntry directory = await frame.Builder.FinishAsync(frame.Directory.Entry with { Name = frame.Name }, cancellationToken).ConfigureAwait(false);
            if (_frames.Count == 0)
            {
                return directory;
            }

            await _frames.Peek().Builder.AddAsync(directory, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask AddAsync(CommitFrame frame, EntryName name, TreeEntry? stored, OverlayNode? changed, CancellationToken cancellationToken)
    {
        if (changed is { IsDirectory: true })
        {
            await EnterAsync(changed, name, frame.Path.Combine(name), cancellationToken).ConfigureAwait(false);
            return;
        }

        TreeEntry entry = stored ?? await PutAsync(changed!, frame.Path.Combine(name), cancellationToken).ConfigureAwait(false); // One of the two is there.
        await frame.Builder.AddAsync(entry with { Name = name }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TreeEntry> PutAsync(OverlayNode node, TreePath path, CancellationToken cancellationToken)
    {
        if (node.Extents is null)
        {
            return node.Entry;
        }

        if (!_files.TryGetValue(node, out TreeEntry? entry))
        {
            FileContent content = await _contents.PutAsync(node, path, cancellationToken).ConfigureAwait(false);
            entry = node.Entry with { Content = content, Holes = node.FindHoles() };
            _files.Add(node, entry);
        }

        return entry;
    }

    private async ValueTask EnterAsync(OverlayNode directory, EntryName name, TreePath path, CancellationToken cancellationToken)
    {
        NameReader names = await NameReader.OpenAsync(blobs, directory, path, EntryName.Root, cancellationToken).ConfigureAwait(false);
        _budget.Enter(path, names.MaxItemsHeld);

        // Each changed name takes away one at most.
        bool isSplit = names.StoredCount - directory.Names.Count > NodeSplit.MaxItems;
        _frames.Push(new CommitFrame(directory, name, path, names, new DirectoryBuilder(writer, path, isSplit)));
    }
}
