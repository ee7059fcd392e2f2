using System.Runtime.CompilerServices;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Walks two trees together and descends only where they differ.</summary>
/// <remarks>Holds the nodes on the way to the current entries and nothing else; its stack is its own, with a bound.</remarks>
internal sealed class TreeDiffer(BlobStore blobs)
{
    public async IAsyncEnumerable<TreeChange> CompareAsync(
        TreeEntry before, TreeEntry after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<DirectoryPair> frames = [];

        // The outermost frame holds the roots themselves. Their names are not part of what is compared.
        WalkBudget budget = new(extraFrames: 1);
        Push(new DirectoryPair(
            blobs, TreePath.Root, DirectoryNode.Of(before with { Name = EntryName.Root }), DirectoryNode.Of(after with { Name = EntryName.Root })));
        while (frames.TryPeek(out DirectoryPair? frame))
        {
            if (await frame.NextAsync(cancellationToken).ConfigureAwait(false) is not { } pair)
            {
                frames.Pop();
                budget.Leave(frame.MaxItemsHeld);
                continue;
            }

            TreePath path = frame.Path.Combine(pair.Name);
            if (pair.Describe(path) is { } change)
            {
                yield return change;
            }

            if (pair.HasDifferenceBelow)
            {
                Push(await OpenAsync(path, pair, cancellationToken).ConfigureAwait(false));
            }
        }

        void Push(DirectoryPair frame)
        {
            budget.Enter(frame.Path, frame.MaxItemsHeld);
            frames.Push(frame);
        }
    }

    private async ValueTask<DirectoryPair> OpenAsync(TreePath path, EntryPair pair, CancellationToken cancellationToken) => new(
        blobs,
        path,
        await ReadAsync(pair.Before, path, cancellationToken).ConfigureAwait(false),
        await ReadAsync(pair.After, path, cancellationToken).ConfigureAwait(false));

    private ValueTask<DirectoryNode> ReadAsync(TreeEntry? entry, TreePath path, CancellationToken cancellationToken) =>
        entry?.Type == EntryType.Directory
            ? TreeReader.ReadNodeAsync(blobs, DirectoryClaim.OfTop(entry), path, cancellationToken)
            : ValueTask.FromResult(DirectoryNode.Of());
}
