using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>A directory that is being searched for names of changed files.</summary>
/// <param name="Path">Its path now.</param>
/// <param name="Directory">The directory.</param>
/// <param name="ChangedDirectories">Those in it that are still to be searched and lead to changes: as they were when it was entered, since what is found adds names.</param>
/// <param name="Stored">What the snapshot has in it; null when it is new.</param>
internal sealed record LinkFrame(
    TreePath Path, OverlayNode Directory, Queue<(EntryName Name, OverlayNode Node)> ChangedDirectories, DirectoryReader? Stored)
{
    /// <summary>How many items of nodes it holds at most.</summary>
    public int MaxItemsHeld => Stored?.MaxItemsHeld ?? 0;

    public static async ValueTask<LinkFrame> OpenAsync(BlobStore blobs, TreePath path, OverlayNode directory, CancellationToken cancellationToken)
    {
        Queue<(EntryName Name, OverlayNode Node)> changed = [];
        foreach ((EntryName name, OverlayNode? node) in directory.Names)
        {
            if (node is { IsDirectory: true })
            {
                changed.Enqueue((name, node));
            }
        }

        DirectoryReader? stored = directory.Base is { } entry ? await DirectoryReader.OpenAsync(blobs, entry, path, cancellationToken).ConfigureAwait(false) : null;
        return new LinkFrame(path, directory, changed, stored);
    }
}
