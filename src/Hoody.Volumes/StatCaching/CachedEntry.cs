using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>What an import remembers of one entry: how to recognise it, and where to find what was stored for it.</summary>
internal readonly record struct CachedEntry
{
    public FileStamp Stamp { get; init; }

    /// <summary>Whether an equal stamp proves that nothing has changed; false when the entry was so young that a later change could hide behind it.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>A file's content.</summary>
    public FileContent Content { get; init; }

    /// <summary>The ids of the chunks, where the content is a list that is one node: so the list need not be read.</summary>
    public ReadOnlyMemory<byte> ChunkIds { get; init; }

    /// <summary>The number in the tree of the names that share the file.</summary>
    public ulong HardLinkGroup { get; init; }

    /// <summary>Where the cache has the entries of a directory; 0 when it does not have them.</summary>
    public long DirectoryOffset { get; init; }

    /// <summary>Whether the entry is certainly still what was stored.</summary>
    public bool Proves(in FileStamp now) => IsTrusted && Stamp == now;

    /// <summary>Whether the same is remembered, wherever in the cache the entries of a directory are.</summary>
    public bool IsSameAs(in CachedEntry other) =>
        this with { ChunkIds = default, DirectoryOffset = 0 } == other with { ChunkIds = default, DirectoryOffset = 0 }
        && ChunkIds.Span.SequenceEqual(other.ChunkIds.Span);
}
