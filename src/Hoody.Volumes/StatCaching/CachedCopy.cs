using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>Copies what a cache has of a directory, with all that is below it, into another one. For one thread.</summary>
internal sealed class CachedCopy(StatCacheWriter cache)
{
    private readonly Stack<Level> _levels = new();

    /// <summary>Copies a directory; says where it is found again.</summary>
    /// <exception cref="Hoody.ChunkStore.CorruptDataException">The cache is damaged there.</exception>
    public long Copy(CachedDirectory directory)
    {
        Enter(directory);
        while (true)
        {
            Level level = _levels.Peek();
            if (level.Entries.TryRead(out EntryName name, out CachedEntry entry))
            {
                if (level.Directory.OpenDirectory(entry) is { } below)
                {
                    level.Awaited = (name, entry);
                    Enter(below);
                }
                else
                {
                    level.Copy.Add(name, entry);
                }

                continue;
            }

            long offset = level.Copy.Complete(level.Directory.Tree);
            _levels.Pop();
            if (!_levels.TryPeek(out Level? above))
            {
                return offset;
            }

            above.Copy.Add(above.Awaited.Name, above.Awaited.Entry with { DirectoryOffset = offset });
        }
    }

    private void Enter(CachedDirectory directory)
    {
        // As many as a walk can enter: what is damaged might lead round in a circle.
        if (_levels.Count > TreeLimits.MaxDepth)
        {
            throw StatCacheFile.Damaged($"a directory lies deeper than {TreeLimits.MaxDepth} others");
        }

        _levels.Push(new Level(directory, directory.OpenEntries(), new CachedDirectoryWriter(cache)));
    }

    private sealed record Level(CachedDirectory Directory, CachedEntryReader Entries, CachedDirectoryWriter Copy)
    {
        /// <summary>The entry of the directory that is being copied.</summary>
        public (EntryName Name, CachedEntry Entry) Awaited { get; set; }
    }
}
