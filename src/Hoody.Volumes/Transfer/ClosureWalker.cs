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
    // With all that was claimed of the node: another entry may tell lies about the same one.
    private readonly HashSet<DirectoryClaim> _walked = [];
    private readonly HashSet<ChunkListClaim> _walkedLists = [];
    private readonly WalkBudget _budget = new();
    private readonly Stack<ClosureFrame> _frames = [];

    /// <summary>How many nodes of trees, and as many of chunk lists, are remembered, about 60 MB of them; beyond that, one met again is walked again.</summary>
    public int MaxRememberedNodes { get; init; } = 1 << 18;

    public async Task WalkAsync(TreeEntry root, CancellationToken cancellationToken)
    {
        await EnterAsync(DirectoryClaim.OfTop(root), TreePath.Root, cancellationToken).ConfigureAwait(false);
        while (_frames.TryPeek(out ClosureFrame? frame))
        {
            if (frame.TryNextChild(out DirectoryClaim child))
            {
                await EnterAsync(child, frame.Path, cancellationToken).ConfigureAwait(false);
            }
            else if (!frame.TryNextEntry(out TreeEntry? entry))
            {
                await LeaveAsync(frame, cancellationToken).ConfigureAwait(false);
            }
            else if (entry.Type == EntryType.Directory)
            {
                await EnterAsync(DirectoryClaim.OfTop(entry), frame.Path.Combine(entry.Name), cancellationToken).ConfigureAwait(false);
            }
            else if (entry.Type == EntryType.File)
            {
                await EnsureFileAsync(entry, frame.Path.Combine(entry.Name), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask EnterAsync(DirectoryClaim claim, TreePath path, CancellationToken cancellationToken)
    {
        if (_walked.Contains(claim))
        {
            return;
        }

        DirectoryNode node = await TreeReader.ReadNodeAsync(HolderOf(claim.Id), claim, path, cancellationToken).ConfigureAwait(false);
        if (node.IsTop)
        {
            _budget.Enter(path, node.MaxItemsHeld);
        }

        _frames.Push(new ClosureFrame(node, path));
        Remember(_walked, claim);
    }

    private async ValueTask LeaveAsync(ClosureFrame frame, CancellationToken cancellationToken)
    {
        _frames.Pop();
        if (frame.Node.IsTop)
        {
            _budget.Leave(frame.Node.MaxItemsHeld);
        }

        await copier.EnsureAsync(new PendingBlob(BlobKind.Tree, frame.Node.Id, 0), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask EnsureFileAsync(TreeEntry file, TreePath path, CancellationToken cancellationToken)
    {
        if (file.Content.Kind == FileContentKind.ChunkList)
        {
            await EnsureListAsync(new ChunkListClaim(file.Content.Id, file.Length, null), path, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            ChunkListNode node = await TreeReader.ReadChunkListAsync(source, file, path, cancellationToken).ConfigureAwait(false);
            await EnsureChunksAsync(node, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sees to a chunk list, or to a node above lists; as deep as a list can have levels.</summary>
    private async ValueTask EnsureListAsync(ChunkListClaim claim, TreePath path, CancellationToken cancellationToken)
    {
        if (_walkedLists.Contains(claim))
        {
            return;
        }

        ChunkListNode node = await TreeReader.ReadNodeAsync(HolderOf(claim.Id), claim, path, cancellationToken).ConfigureAwait(false);
        await EnsureChunksAsync(node, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < node.Children.Count; i++)
        {
            await EnsureListAsync(node.ClaimOf(i), path, cancellationToken).ConfigureAwait(false);
        }

        await copier.EnsureAsync(new PendingBlob(BlobKind.ChunkList, claim.Id, 0), cancellationToken).ConfigureAwait(false);
        Remember(_walkedLists, claim);
    }

    private async ValueTask EnsureChunksAsync(ChunkListNode node, CancellationToken cancellationToken)
    {
        for (int i = 0; i < node.Chunks.Count; i++)
        {
            PendingBlob chunk = new(BlobKind.Chunk, node.Chunks[i].Id, node.Chunks[i].LengthBytes);
            await copier.EnsureAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Remember<T>(HashSet<T> walked, T claim)
    {
        if (walked.Count < MaxRememberedNodes)
        {
            walked.Add(claim);
        }
    }

    private BlobStore HolderOf(BlobId id) => target.Contains(id) ? target : source;
}
