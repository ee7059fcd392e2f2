using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>What is to be remembered of one directory while its entries come in any order, from any thread.</summary>
/// <param name="cache">The new cache.</param>
/// <param name="before">What the old one has of the directory; null when it is nothing.</param>
internal sealed class RememberedEntries(StatCacheWriter cache, CachedDirectory? before)
{
    private readonly Lock _gate = new();
    private readonly CachedEntryReader? _before = before?.OpenEntries();
    private readonly CachedDirectoryWriter _entries = new(cache);

    // Few: what the workers are at, and what comes after it in the queue.
    private readonly Dictionary<int, (EntryName Name, CachedEntry Entry)> _waiting = [];
    private int _next;
    private bool _isNew = before is null;

    /// <summary>Adds an entry.</summary>
    /// <param name="index">Its place among the directory's entries; each comes once.</param>
    /// <param name="name">Its name.</param>
    /// <param name="entry">What is to be remembered of it.</param>
    public void Put(int index, EntryName name, in CachedEntry entry)
    {
        lock (_gate)
        {
            _waiting.Add(index, (name, entry));
            while (_waiting.Remove(_next, out (EntryName Name, CachedEntry Entry) next))
            {
                _entries.Add(next.Name, next.Entry);
                _next++;
                _isNew = _isNew || IsNew(next.Name, next.Entry);
            }
        }
    }

    /// <summary>Writes the directory when all its entries have come.</summary>
    /// <param name="tree">The tree that it has become.</param>
    /// <param name="isNew">Whether the old cache has anything else of it, entries of directories in it apart.</param>
    /// <returns>Where it is found again.</returns>
    public long Complete(TreeEntry tree, out bool isNew)
    {
        lock (_gate)
        {
            isNew = _isNew || before!.EntryCount != _next // Not null: else it is new.
                || (before.Tree.TreeId, before.Tree.ContentOnlyId, before.Tree.Totals) != (tree.TreeId, tree.ContentOnlyId, tree.Totals);
            return _entries.Complete(tree);
        }
    }

    private bool IsNew(EntryName name, in CachedEntry entry)
    {
        try
        {
            return !_before!.TryRead(out EntryName nameBefore, out CachedEntry entryBefore) // Not null: else all is new.
                || nameBefore != name || !entryBefore.IsSameAs(entry);
        }
        catch (CorruptDataException)
        {
            return true; // The next one shall not meet it.
        }
    }
}
