using System.Runtime.CompilerServices;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Walks two trees together and descends only where they differ.</summary>
/// <remarks>Holds the nodes on the way to the current entries and nothing else; its stack is its own, with a bound.</remarks>
internal sealed class TreeDiffer(BlobStore blobs)
{
    /// <summary>Which removals and additions are one move.</summary>
    public MoveTable Moves { get; init; } = new();

    /// <summary>Whether what lies below a directory that only one tree has is walked too.</summary>
    public bool EntersOneSided { get; init; } = true;

    /// <summary>Yields the changes; all is added when there was no tree before.</summary>
    public async IAsyncEnumerable<TreeChange> CompareAsync(
        TreeEntry? before, TreeEntry after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<DirectoryPair> frames = [];

        // The outermost frame holds the roots themselves. Their names are not part of what is compared.
        WalkBudget budget = new(extraFrames: 1);
        Push(new DirectoryPair(
            blobs,
            TreePath.Root,
            TreePath.Root,
            before is null ? DirectoryNode.Of() : DirectoryNode.Of(before with { Name = EntryName.Root }),
            DirectoryNode.Of(after with { Name = EntryName.Root })));
        while (frames.TryPeek(out DirectoryPair? frame))
        {
            if (await frame.NextAsync(cancellationToken).ConfigureAwait(false) is not { } pair)
            {
                frames.Pop();
                budget.Leave(frame.MaxItemsHeld);
                continue;
            }

            TreePath path = frame.Path.Combine(pair.Name);
            TreePath pathBefore = frame.PathBefore.Combine(pair.Name);
            if (pair.After is null && Moves.IsLeft(pathBefore))
            {
                continue; // It is met where it is now.
            }

            LocatedEntry from = default;
            bool isMoved = pair.Before is null && Moves.TryGetSource(path, out from);
            (pair, pathBefore) = isMoved ? (pair with { Before = from.Entry }, from.Path) : (pair, pathBefore);
            if (pair.Describe(path, pathBefore, isMoved) is { } change)
            {
                yield return change;
            }

            if (pair.HasDifferenceBelow && (EntersOneSided || pair is { Before: not null, After: not null }))
            {
                Push(await OpenAsync(path, pathBefore, pair, cancellationToken).ConfigureAwait(false));
            }
        }

        void Push(DirectoryPair frame)
        {
            budget.Enter(frame.Path, frame.MaxItemsHeld);
            frames.Push(frame);
        }
    }

    private async ValueTask<DirectoryPair> OpenAsync(
        TreePath path, TreePath pathBefore, EntryPair pair, CancellationToken cancellationToken) => new(
            blobs,
            path,
            pathBefore,
            await ReadAsync(pair.Before, pathBefore, cancellationToken).ConfigureAwait(false),
            await ReadAsync(pair.After, path, cancellationToken).ConfigureAwait(false));

    private ValueTask<DirectoryNode> ReadAsync(TreeEntry? entry, TreePath path, CancellationToken cancellationToken) =>
        entry?.Type == EntryType.Directory
            ? TreeReader.ReadNodeAsync(blobs, DirectoryClaim.OfTop(entry), path, cancellationToken)
            : ValueTask.FromResult(DirectoryNode.Of());
}
