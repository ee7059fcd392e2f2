using Hoody.ChunkStore;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>What is remembered of a directory of the target. For one thread; entries are asked for in the order of their names.</summary>
/// <remarks>It only spares the reading of files: where the cache is damaged, nothing is known.</remarks>
internal sealed class KnownDirectory
{
    private readonly CachedDirectory _directory;
    private readonly CachedEntryReader _entries;
    private bool _isDamaged;

    private KnownDirectory(CachedDirectory directory) => (_directory, _entries) = (directory, directory.OpenEntries());

    /// <summary>What the cache has of it.</summary>
    public CachedDirectory Directory => _directory;

    /// <summary>The tree that it was.</summary>
    public BlobId TreeId => _directory.Tree.TreeId;

    /// <summary>What the cache has of the target itself; null without one.</summary>
    public static KnownDirectory? OfRoot(StatCacheFile? cache) => cache is null ? null : Open(cache.ReadRoot);

    /// <summary>What is known of an entry; null when there is nothing.</summary>
    public CachedEntry? Find(EntryName name)
    {
        try
        {
            return !_isDamaged && _entries.TryFind(name, out CachedEntry entry, out _) ? entry : null;
        }
        catch (CorruptDataException)
        {
            _isDamaged = true;
            return null;
        }
    }

    /// <summary>What is known of a directory in this one; null when there is nothing.</summary>
    public KnownDirectory? Enter(in CachedEntry? known)
    {
        CachedEntry? entry = known;
        return entry is null ? null : Open(() => _directory.OpenDirectory(entry.Value));
    }

    private static KnownDirectory? Open(Func<CachedDirectory?> read)
    {
        try
        {
            return read() is { } directory ? new KnownDirectory(directory) : null;
        }
        catch (CorruptDataException)
        {
            return null;
        }
    }
}
