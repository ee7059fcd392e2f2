using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>Finds the other names of files that were changed by one of theirs: no directory says where they are, so all are read.</summary>
internal sealed class LinkFollower(BlobStore blobs, OverlayTree tree, IReadOnlySet<ulong> groups)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Paths, not readers: names that are touched on the way change what the walk would hold. As many wait as a directory has at most, a level.
        Stack<(TreePath Path, OverlayNode Directory)> waiting = new([(TreePath.Root, tree.Root)]);
        while (waiting.TryPop(out (TreePath Path, OverlayNode Directory) next))
        {
            foreach ((EntryName name, OverlayNode? node) in next.Directory.Names)
            {
                if (node is { IsDirectory: true })
                {
                    waiting.Push((next.Path.Combine(name), node));
                }
            }

            if (next.Directory.Base is { } stored)
            {
                await FollowAsync(stored, next.Path, next.Directory, waiting, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask FollowAsync(
        TreeEntry stored,
        TreePath path,
        OverlayNode directory,
        Stack<(TreePath Path, OverlayNode Directory)> waiting,
        CancellationToken cancellationToken)
    {
        DirectoryReader entries = await DirectoryReader.OpenAsync(blobs, stored, path, cancellationToken).ConfigureAwait(false);
        while (await entries.ReadAsync(cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (directory.Names.ContainsKey(entry.Name))
            {
                continue;
            }

            if (entry.Type == EntryType.Directory)
            {
                waiting.Push((path.Combine(entry.Name), new OverlayNode(entry, isNew: false)));
            }
            else if (groups.Contains(entry.HardLinkGroup))
            {
                await tree.TouchAsync(path.Combine(entry.Name), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
