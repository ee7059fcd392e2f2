using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>What is to be remembered of one directory while its entries come in any order, from any thread.</summary>
internal sealed class RememberedEntries(StatCacheWriter cache)
{
    private readonly Lock _gate = new();
    private readonly CachedDirectoryWriter _entries = new(cache);

    // Few: what the workers are at, and what comes after it in the queue.
    private readonly Dictionary<int, (EntryName Name, CachedEntry Entry)> _waiting = [];
    private int _next;

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
            }
        }
    }

    /// <summary>Writes the directory when all its entries have come.</summary>
    /// <param name="tree">The tree that it has become.</param>
    /// <returns>Where it is found again.</returns>
    public long Complete(TreeEntry tree)
    {
        lock (_gate)
        {
            return _entries.Complete(tree);
        }
    }
}
