using System.Globalization;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>Counts the entries that the walks of one sync compare, up to <see cref="SyncOptions.MaxEntriesCompared"/>.</summary>
internal sealed class EntryBudget(long maxCount)
{
    private long _count;

    /// <exception cref="FileTreeException">It is one entry too many.</exception>
    public void Take(TreePath path)
    {
        if (++_count > maxCount)
        {
            throw new FileTreeException(path.ToShortString(), string.Create(
                CultureInfo.InvariantCulture,
                $"is the entry after the {maxCount} that a sync compares; see that the trees are what they should be, or allow more with MaxEntriesCompared"));
        }
    }
}
