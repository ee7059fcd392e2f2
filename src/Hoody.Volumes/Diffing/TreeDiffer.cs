using System.Runtime.CompilerServices;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Walks two trees together and descends only where they differ.</summary>
/// <remarks>Holds the nodes on the way to the current entries and nothing else; its stack is its own, with a bound.</remarks>
internal sealed class TreeDiffer(NodeSource nodes)
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
        PairReader reader = new(nodes, IsExpected);

        // The outermost frame holds the roots themselves. Their names are not part of what is compared.
        WalkBudget budget = new(extraFrames: 1);
        Push(new DirectoryPair(nodes, new ExpectedPair(TreePath.Root, TreePath.Root, default)
        {
            Before = before is null ? DirectoryNode.Of() : DirectoryNode.Of(before with { Name = EntryName.Root }),
            After = DirectoryNode.Of(after with { Name = EntryName.Root }),
        }));
        while (frames.TryPeek(out DirectoryPair? frame))
        {
            if (await frame.NextAsync(cancellationToken).ConfigureAwait(false) is not { } pair)
            {
                frames.Pop();
                budget.Leave(frame.MaxItemsHeld);
                continue;
            }

            (TreePath path, TreePath pathBefore) = TreePath.Combine(frame.Path, frame.PathBefore, pair.Name);
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

            if (IsEntered(pair))
            {
                // What was moved here nobody expected; what is expected under its old name is another directory.
                ExpectedPair entered = (isMoved ? null : frame.TakeExpected(pair.Name)) ?? new ExpectedPair(path, pathBefore, pair);
                await reader.ReadAsync(entered, cancellationToken).ConfigureAwait(false);
                Push(new DirectoryPair(nodes, entered));
            }
        }

        void Push(DirectoryPair frame)
        {
            budget.Enter(frame.Path, frame.MaxItemsHeld);
            frames.Push(frame);
        }
    }

    private bool IsEntered(EntryPair pair) => pair.HasDifferenceBelow && (EntersOneSided || pair is { Before: not null, After: not null });

    /// <summary>Whether that can be told without the path: what only one tree has may be a part of a move.</summary>
    private bool IsExpected(EntryPair pair) => IsEntered(pair) && (Moves.IsEmpty || pair is { Before: not null, After: not null });
}
