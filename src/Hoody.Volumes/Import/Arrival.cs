using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>What a name turned out to stand for: an entry that was read, one that is still as it was, or nothing.</summary>
internal sealed class Arrival
{
    private Arrival()
    {
    }

    /// <summary>The name is left out of the tree.</summary>
    public static Arrival LeftOut { get; } = new();

    /// <summary>An entry that is still what was stored, a directory with all that it holds.</summary>
    public static Arrival Kept { get; } = new() { IsKept = true };

    /// <summary>The entry; of a directory whose metadata is kept no more than its ids and totals. Null when it is kept or left out.</summary>
    public TreeEntry? Entry { get; private init; }

    /// <summary>Whether the entry is in all what was stored.</summary>
    public bool IsKept { get; private init; }

    /// <summary>Whether the entry is a directory that is what was stored in all but what it holds.</summary>
    public bool HasKeptMetadata { get; private init; }

    /// <summary>What the cache shall remember of an entry that was read.</summary>
    public CachedEntry Remembered { get; private init; }

    /// <summary>Where the new cache has the entries of a directory that is not kept.</summary>
    public long DirectoryOffset { get; private init; }

    /// <summary>What was read.</summary>
    /// <param name="entry">The entry; null for what is left out.</param>
    /// <param name="stamp">How it looked before it was read.</param>
    /// <param name="isTrusted">Whether a later change is bound to give it another stamp.</param>
    /// <param name="chunkIds">The ids of a file's chunks, if they are in a list of one node.</param>
    public static Arrival Of(TreeEntry? entry, FileStamp stamp, bool isTrusted, ReadOnlyMemory<byte> chunkIds = default) => entry is null
        ? LeftOut
        : new Arrival { Entry = entry, Remembered = Remember(entry, stamp, isTrusted) with { ChunkIds = chunkIds } };

    /// <summary>A directory with all that it holds.</summary>
    public static Arrival OfDirectory(TreeEntry directory, FileStamp stamp, bool isTrusted, long cacheOffset) => new()
    {
        Entry = directory,
        Remembered = Remember(directory, stamp, isTrusted) with { DirectoryOffset = cacheOffset },
    };

    /// <summary>A directory that is still what was stored in all but what it holds.</summary>
    public static Arrival OfChangedTree(TreeEntry tree, long cacheOffset) => new() { Entry = tree, HasKeptMetadata = true, DirectoryOffset = cacheOffset };

    /// <summary>The same file by another of its names.</summary>
    public Arrival As(EntryName name, ulong hardLinkGroup)
    {
        TreeEntry entry = Entry! with { Name = name, HardLinkGroup = hardLinkGroup }; // Only what was read has other names.
        return new Arrival { Entry = entry, Remembered = Remembered with { HardLinkGroup = hardLinkGroup } };
    }

    private static CachedEntry Remember(TreeEntry entry, FileStamp stamp, bool isTrusted) => new()
    {
        Stamp = stamp,
        IsTrusted = isTrusted,
        Content = entry.Content,
        HardLinkGroup = entry.HardLinkGroup,
    };
}
