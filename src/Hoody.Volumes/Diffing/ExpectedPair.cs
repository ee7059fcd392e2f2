using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Two directories of one path that a walk is going to enter; one of them may be missing.</summary>
/// <param name="path">The path in the later tree.</param>
/// <param name="pathBefore">The path in the earlier tree.</param>
/// <param name="entries">The two entries.</param>
internal sealed class ExpectedPair(TreePath path, TreePath pathBefore, EntryPair entries)
{
    private ExpectedPair[] _below = [];
    private int _taken;

    public TreePath Path => path;

    public TreePath PathBefore => pathBefore;

    public EntryPair Entries => entries;

    /// <summary>The top nodes of the two; null before they are read. A directory that is missing has an empty one. Their entries are made by <see cref="FindBelow"/>.</summary>
    public DirectoryNode? Before { get; set; } = NodeOfMissing(entries.Before);

    public DirectoryNode? After { get; set; } = NodeOfMissing(entries.After);

    public bool IsRead => Before is not null && After is not null;

    /// <summary>How many items of nodes it holds.</summary>
    public int ItemsHeld => (Before?.Count ?? 0) + (After?.Count ?? 0);

    /// <summary>
    /// Finds out which directories in it the walk is going to enter, makes the entries that differ, and lets go of what is equal. Of a split directory neither is known so early. Without
    /// one of its nodes the pair lets go of the other.
    /// </summary>
    /// <returns>The directories, in the order of the walk.</returns>
    /// <exception cref="CorruptDataException">An entry that differs is none; the pair has let go of its nodes.</exception>
    public IReadOnlyList<ExpectedPair> FindBelow(Func<EntryPair, bool> isEntered)
    {
        (DirectoryNode? left, DirectoryNode? right) = (Before, After);
        (Before, After) = (NodeOfMissing(entries.Before), NodeOfMissing(entries.After));
        if (left is not null && right is not null)
        {
            (Before, After) = left.Level == 0 && right.Level == 0
                ? MakeDifferent(left.EncodedEntries, right.EncodedEntries, isEntered)
                : (left.WithEntries(), right.WithEntries());
        }

        return _below;
    }

    // What one tree has as the other has it is equal bytes; most entries of two directories that differ are.
    private (DirectoryNode Before, DirectoryNode After) MakeDifferent(
        IReadOnlyList<EncodedEntry> left, IReadOnlyList<EncodedEntry> right, Func<EntryPair, bool> isEntered)
    {
        (List<TreeEntry> before, List<TreeEntry> after, List<EntryPair> entered) = ([], [], []);
        for ((int i, int j) = (0, 0); i < left.Count || j < right.Count;)
        {
            int order = i == left.Count ? 1 : j == right.Count ? -1 : left[i].Name.SequenceCompareTo(right[j].Name);
            if (order == 0 && left[i].HasBytesOf(right[j]))
            {
                (i, j) = (i + 1, j + 1);
                continue;
            }

            EntryPair pair = new(order <= 0 ? left[i++].Decode() : null, order >= 0 ? right[j++].Decode() : null);
            if (pair.Before is { } old)
            {
                before.Add(old);
            }

            if (pair.After is { } current)
            {
                after.Add(current);
            }

            if (isEntered(pair))
            {
                entered.Add(pair);
            }
        }

        _below = [.. entered.Select(Below)];
        return (DirectoryNode.Of(before), DirectoryNode.Of(after));
    }

    /// <summary>Takes the directories of a name out of what <see cref="FindBelow"/> found; names are asked for in their order. Null when they are not there.</summary>
    public ExpectedPair? TakeBelow(EntryName name) => _taken < _below.Length && _below[_taken].Entries.Name == name ? _below[_taken++] : null;

    private ExpectedPair Below(EntryPair pair)
    {
        (TreePath below, TreePath belowBefore) = TreePath.Combine(path, pathBefore, pair.Name);
        return new ExpectedPair(below, belowBefore, pair);
    }

    private static DirectoryNode? NodeOfMissing(TreeEntry? entry) => EntryPair.IsDirectory(entry) ? null : DirectoryNode.Of();
}
