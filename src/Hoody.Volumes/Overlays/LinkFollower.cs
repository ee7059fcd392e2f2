using System.Globalization;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>Finds the other names of files that were changed by one of theirs: no directory says where they are, so all are read.</summary>
/// <remarks>Holds the nodes on the way to the current entry, and what it finds; its stack is its own, with a bound.</remarks>
internal sealed class LinkFollower(BlobStore blobs, OverlayTree tree, IReadOnlySet<ulong> groups)
{
    private readonly Stack<LinkFrame> _frames = [];
    private readonly WalkBudget _budget = new();
    private long _count;

    /// <summary>How many entries are read before the search gives up: a tree of a few nodes can claim more than any machine comes to the end of.</summary>
    public long MaxEntries { get; init; } = 100_000_000;

    /// <exception cref="FileTreeException">The tree is too deep, or has too many entries.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await EnterAsync(TreePath.Root, tree.Root, cancellationToken).ConfigureAwait(false);
        while (_frames.TryPeek(out LinkFrame? frame))
        {
            if (frame.ChangedDirectories.TryDequeue(out (EntryName Name, OverlayNode Node) changed))
            {
                await EnterAsync(frame.Path.Combine(changed.Name), changed.Node, cancellationToken).ConfigureAwait(false);
            }
            else if (frame.Stored is not null && await frame.Stored.ReadAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                await FollowAsync(frame, entry, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                _frames.Pop();
                _budget.Leave(frame.MaxItemsHeld);
            }
        }
    }

    private async ValueTask FollowAsync(LinkFrame frame, TreeEntry entry, CancellationToken cancellationToken)
    {
        TreePath path = frame.Path.Combine(entry.Name);
        if (++_count > MaxEntries)
        {
            throw new FileTreeException(path.ToShortString(), string.Create(
                CultureInfo.InvariantCulture,
                $"is the entry after the {MaxEntries} in which the other names of a changed file are looked for; give that file a single name: delete it and create it anew"));
        }

        if (frame.Directory.Names.ContainsKey(entry.Name))
        {
            return;
        }

        if (entry.Type == EntryType.Directory)
        {
            await EnterAsync(path, new OverlayNode(entry, isNew: false), cancellationToken).ConfigureAwait(false);
        }
        else if (groups.Contains(entry.HardLinkGroup))
        {
            await tree.TouchAsync(path, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask EnterAsync(TreePath path, OverlayNode directory, CancellationToken cancellationToken)
    {
        LinkFrame frame = await LinkFrame.OpenAsync(blobs, path, directory, cancellationToken).ConfigureAwait(false);
        _budget.Enter(path, frame.MaxItemsHeld);
        _frames.Push(frame);
    }
}
