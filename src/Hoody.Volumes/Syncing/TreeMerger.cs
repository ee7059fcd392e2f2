using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>Stores the tree that keeps the target's changes since the base and takes over the source's; writes only directories that are neither's.</summary>
/// <remarks>Holds the nodes on the way to the current entries, and a node of each level of the directories that are being stored.</remarks>
internal sealed class TreeMerger(BlobStore blobs, BlobWriter writer, LinkNumbers links, EntryBudget entries)
{
    private readonly Stack<MergeFrame> _frames = [];
    private readonly WalkBudget _budget = new();

    public async Task<TreeEntry> MergeAsync(EntryTriple roots, CancellationToken cancellationToken)
    {
        if (await PlaceAsync(TreePath.Root, roots, cancellationToken).ConfigureAwait(false) is { } whole)
        {
            return whole;
        }

        while (true)
        {
            MergeFrame frame = _frames.Peek();
            TreeEntry? entry;
            if (await frame.Entries.NextAsync(cancellationToken).ConfigureAwait(false) is { } triple)
            {
                TreePath path = frame.Entries.Path.Combine(triple.Name);
                entries.Take(path);
                entry = await PlaceAsync(path, triple, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                entry = await LeaveAsync(frame, cancellationToken).ConfigureAwait(false);
                if (_frames.Count == 0)
                {
                    return entry;
                }
            }

            if (entry is not null)
            {
                await _frames.Peek().Builder.AddAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The merged entry; null if there is none, or it is a directory that was entered and comes when it is stored.</summary>
    private async ValueTask<TreeEntry?> PlaceAsync(TreePath path, EntryTriple triple, CancellationToken cancellationToken)
    {
        TreeEntry? merged = triple.Merge();
        if (merged is null)
        {
            return null;
        }

        if (triple.AreDirectories)
        {
            if (FindStored(triple) is { } stored)
            {
                return merged with { TreeId = stored.TreeId, ContentOnlyId = stored.ContentOnlyId, Totals = stored.Totals };
            }

            await EnterAsync(path, merged, triple, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (!ReferenceEquals(merged, triple.Source) || links.AreKept)
        {
            return merged;
        }

        if (merged.Type == EntryType.Directory)
        {
            // The source's as a whole, but names below may be of groups that need other numbers.
            await EnterAsync(path, merged, new EntryTriple(null, merged, null), cancellationToken).ConfigureAwait(false);
            return null;
        }

        return links.Renumber(merged);
    }

    // One of the two directories, if all below is as it is there.
    private TreeEntry? FindStored(EntryTriple triple)
    {
        BlobId? baseId = triple.Base is { Type: EntryType.Directory } directory ? directory.TreeId : null;
        return !triple.DiffersBelow || triple.Source!.TreeId == baseId ? triple.Target // Both are there: they are directories.
            : triple.Target!.TreeId == baseId && links.AreKept ? triple.Source
            : null;
    }

    private async ValueTask EnterAsync(TreePath path, TreeEntry own, EntryTriple triple, CancellationToken cancellationToken)
    {
        DirectoryTriple triples =
            await DirectoryTriple.OpenAsync(blobs, path, triple, passesEqualNodes: false, cancellationToken).ConfigureAwait(false);
        _budget.Enter(path, triples.MaxItemsHeld);
        _frames.Push(new MergeFrame(triples, own, new DirectoryBuilder(writer, path)));
    }

    private async ValueTask<TreeEntry> LeaveAsync(MergeFrame frame, CancellationToken cancellationToken)
    {
        _frames.Pop();
        _budget.Leave(frame.Entries.MaxItemsHeld);
        return await frame.Builder.FinishAsync(frame.Own, cancellationToken).ConfigureAwait(false);
    }
}
