using System.Runtime.CompilerServices;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Says of every change how many bytes would have to travel.</summary>
internal static class NewByteCounter
{
    /// <summary>Adds up the bytes of the later version that the earlier one does not have; 0 for what is not a file or has gone.</summary>
    public static async ValueTask<long> CountAsync(NodeSource nodes, TreeChange change, CancellationToken cancellationToken) =>
        change.After is not { Type: EntryType.File } after
            ? 0
            : await new ChunkDifference(nodes).CountNewBytesAsync(
                change.Before is { } before ? new LocatedEntry(change.PathBefore, before) : null,
                new LocatedEntry(change.Path, after),
                cancellationToken).ConfigureAwait(false);

    /// <summary>Yields the changes, each with its count.</summary>
    public static async IAsyncEnumerable<TreeChange> CountAllAsync(
        NodeSource nodes, IAsyncEnumerable<TreeChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TreeChange change in changes.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return change with { NewBytes = await CountAsync(nodes, change, cancellationToken).ConfigureAwait(false) };
        }
    }
}
