using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Transfer;

/// <summary>Visits everything a tree consists of, children before parents, and asks the copier for each blob.</summary>
/// <remarks>
/// A directory that the target holds is walked all the same. Holding a node does not prove that everything below it is held: a damaged
/// pack, or a collector that runs between two transfers, can take a chunk away and leave the node. Only what this very transfer has
/// walked is skipped. So a transfer also heals a target that lost something, at the price of reading the nodes (from the target
/// where it has them).
/// </remarks>
internal sealed class ClosureWalker(BlobStore source, BlobStore target, BlobCopier copier)
{
    // With the claims of the entry that led there: another entry may tell lies about the same node.
    private readonly HashSet<(BlobId TreeId, BlobId ContentOnlyId, TreeTotals Totals)> _walked = [];
    private readonly WalkBudget _budget = new();
    private readonly Stack<Frame> _frames = [];

    /// <summary>How many trees are remembered, about 40 MB of them; beyond that, a tree met again is walked again.</summary>
    public int MaxRememberedTrees { get; init; } = 1 << 18;

    public async Task WalkAsync(TreeEntry root, CancellationToken cancellationToken)
    {
        await EnterAsync(root, TreePath.Root, cancellationToken).ConfigureAwait(false);
        while (_frames.TryPeek(out Frame? frame))
        {
            if (!frame.TryNext(out TreeEntry? entry))
            {
                await LeaveAsync(frame, cancellationToken).ConfigureAwait(false);
            }
            else if (entry.Type == EntryType.Directory)
            {
                await EnterAsync(entry, frame.Path.Combine(entry.Name), cancellationToken).ConfigureAwait(false);
            }
            else if (entry.Type == EntryType.File)
            {
                await EnsureFileAsync(entry, frame.Path.Combine(entry.Name), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask EnterAsync(TreeEntry directory, TreePath path, CancellationToken cancellationToken)
    {
        var claim = (directory.TreeId, directory.ContentOnlyId, directory.Totals);
        if (_walked.Contains(claim))
        {
            return;
        }

        IReadOnlyList<TreeEntry> entries = await TreeReader
            .ReadDirectoryAsync(HolderOf(directory.TreeId), directory, path, cancellationToken).ConfigureAwait(false);
        _budget.Enter(path, entries.Count);
        _frames.Push(new Frame(directory, path, entries));
        if (_walked.Count < MaxRememberedTrees)
        {
            _walked.Add(claim);
        }
    }

    private async ValueTask LeaveAsync(Frame frame, CancellationToken cancellationToken)
    {
        _frames.Pop();
        _budget.Leave(frame.EntryCount);
        await copier.EnsureAsync(new PendingBlob(BlobKind.Tree, frame.Directory.TreeId, 0), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask EnsureFileAsync(TreeEntry file, TreePath path, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChunkSpan> chunks = await TreeReader
            .ReadChunksAsync(HolderOf(file.Content.Id), file, path, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < chunks.Count; i++)
        {
            PendingBlob chunk = new(BlobKind.Chunk, chunks[i].Id, chunks[i].LengthBytes);
            await copier.EnsureAsync(chunk, cancellationToken).ConfigureAwait(false);
        }

        if (file.Content.Kind == FileContentKind.ChunkList)
        {
            await copier.EnsureAsync(new PendingBlob(BlobKind.ChunkList, file.Content.Id, 0), cancellationToken).ConfigureAwait(false);
        }
    }

    private BlobStore HolderOf(BlobId id) => target.Contains(id) ? target : source;

    private sealed class Frame(TreeEntry directory, TreePath path, IReadOnlyList<TreeEntry> entries)
    {
        private int _next;

        public TreeEntry Directory => directory;

        public TreePath Path => path;

        public int EntryCount => entries.Count;

        public bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TreeEntry? entry)
        {
            entry = _next < entries.Count ? entries[_next++] : null;
            return entry is not null;
        }
    }
}
