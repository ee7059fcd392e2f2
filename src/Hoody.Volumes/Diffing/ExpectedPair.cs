using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Two directories of one path that a walk is going to enter; one of them may be missing.</summary>
/// <param name="path">The path in the later tree.</param>
/// <param name="pathBefore">The path in the earlier tree.</param>
/// <param name="entries">The two entries.</param>
internal sealed class ExpectedPair(TreePath path, TreePath pathBefore, EntryPair entries)
{
    private readonly Queue<ExpectedPair> _below = [];

    public TreePath Path => path;

    public TreePath PathBefore => pathBefore;

    public EntryPair Entries => entries;

    /// <summary>The top nodes of the two; null before they are read. A directory that is missing has an empty one.</summary>
    public DirectoryNode? Before { get; set; } = EntryPair.IsDirectory(entries.Before) ? null : DirectoryNode.Of();

    public DirectoryNode? After { get; set; } = EntryPair.IsDirectory(entries.After) ? null : DirectoryNode.Of();

    public bool IsRead => Before is not null && After is not null;

    /// <summary>How many items of nodes it holds.</summary>
    public int ItemsHeld => (Before?.Count ?? 0) + (After?.Count ?? 0);

    /// <summary>Finds out which directories in it the walk is going to enter, and lets go of what is equal. Of a split directory neither is known so early.</summary>
    /// <returns>The directories, in the order of the walk.</returns>
    public IReadOnlyCollection<ExpectedPair> FindBelow(Func<EntryPair, bool> isEntered)
    {
        if (Before is not { Level: 0, Entries: { } left } || After is not { Level: 0, Entries: { } right })
        {
            return _below;
        }

        (List<TreeEntry> before, List<TreeEntry> after) = ([], []);
        for ((int i, int j) = (0, 0); i < left.Count || j < right.Count;)
        {
            int order = i == left.Count ? 1 : j == right.Count ? -1 : left[i].Name.CompareTo(right[j].Name);
            EntryPair pair = new(order <= 0 ? left[i++] : null, order >= 0 ? right[j++] : null);
            if (pair.Before == pair.After)
            {
                continue;
            }

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
                _below.Enqueue(new ExpectedPair(path.Combine(pair.Name), pathBefore.Combine(pair.Name), pair));
            }
        }

        (Before, After) = (DirectoryNode.Of(before), DirectoryNode.Of(after));
        return _below;
    }

    /// <summary>Takes the directories of a name out of what <see cref="FindBelow"/> found; names are asked for in their order. Null when they are not there.</summary>
    public ExpectedPair? TakeBelow(EntryName name) =>
        _below.TryPeek(out ExpectedPair? next) && next.Entries.Name == name ? _below.Dequeue() : null;
}
