using System.Runtime.CompilerServices;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Walks two trees together and descends only where they differ.</summary>
/// <remarks>Holds the entries of the directories on the way to the current one and nothing else; its stack is its own, with a bound.</remarks>
internal sealed class TreeDiffer(BlobStore blobs)
{
    public async IAsyncEnumerable<TreeChange> CompareAsync(
        TreeEntry before, TreeEntry after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<PairFrame> frames = [];

        // The outermost frame holds the roots themselves. Their names are not part of what is compared.
        WalkBudget budget = new(extraFrames: 1);
        Push(new PairFrame(TreePath.Root, [before with { Name = EntryName.Root }], [after with { Name = EntryName.Root }]));
        while (frames.TryPeek(out PairFrame? frame))
        {
            if (!frame.TryNext(out EntryPair pair))
            {
                frames.Pop();
                budget.Leave(frame.EntryCount);
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

        void Push(PairFrame frame)
        {
            budget.Enter(frame.Path, frame.EntryCount);
            frames.Push(frame);
        }
    }

    private async ValueTask<PairFrame> OpenAsync(TreePath path, EntryPair pair, CancellationToken cancellationToken) => new(
        path,
        await ReadAsync(pair.Before, path, cancellationToken).ConfigureAwait(false),
        await ReadAsync(pair.After, path, cancellationToken).ConfigureAwait(false));

    private ValueTask<IReadOnlyList<TreeEntry>> ReadAsync(TreeEntry? entry, TreePath path, CancellationToken cancellationToken) =>
        entry?.Type == EntryType.Directory
            ? TreeReader.ReadDirectoryAsync(blobs, entry, path, cancellationToken)
            : ValueTask.FromResult<IReadOnlyList<TreeEntry>>([]);
}
