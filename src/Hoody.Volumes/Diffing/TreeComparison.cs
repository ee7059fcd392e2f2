using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Compares two trees in the way that the options ask for.</summary>
internal static class TreeComparison
{
    public static IAsyncEnumerable<TreeChange> CompareAsync(
        NodeSource nodes, TreeEntry before, TreeEntry after, DiffOptions? options, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<TreeChange> changes = options is { FindMoves: true }
            ? new MoveFinder(nodes).CompareAsync(before, after, cancellationToken)
            : new TreeDiffer(nodes).CompareAsync(before, after, cancellationToken);
        return options is { CountNewBytes: true } ? NewByteCounter.CountAllAsync(nodes, changes, cancellationToken) : changes;
    }
}
