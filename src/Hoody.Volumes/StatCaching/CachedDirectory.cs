using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>What an import remembers of one directory: the tree that was stored for it, and its entries.</summary>
internal sealed class CachedDirectory
{
    private const byte Kind = 2;
    private const int MinOffsetBytes = 1;

    private readonly StatCacheFile _file;
    private readonly long[] _segments;
    private readonly ReadOnlyMemory<byte> _lastEntries;

    private CachedDirectory(StatCacheFile file, TreeEntry tree, int entryCount, long[] segments, ReadOnlyMemory<byte> lastEntries) =>
        (_file, Tree, EntryCount, _segments, _lastEntries) = (file, tree, entryCount, segments, lastEntries);

    /// <summary>The tree: an entry whose id, content-only id and totals are the directory's, and nothing else.</summary>
    public TreeEntry Tree { get; }

    /// <summary>How many entries the directory has.</summary>
    public int EntryCount { get; }

    /// <exception cref="Hoody.ChunkStore.CorruptDataException">The cache is damaged there.</exception>
    public static CachedDirectory Read(StatCacheFile file, long offset)
    {
        ReadOnlyMemory<byte> block = file.ReadBlock(offset);
        FieldReader reader = new(block.Span, StatCacheFile.What);
        if (reader.ReadByte() != Kind)
        {
            throw reader.Fail("what should be a directory is none");
        }

        TreeEntry tree = new()
        {
            Name = EntryName.Root,
            Type = EntryType.Directory,
            TreeId = reader.ReadId(),
            ContentOnlyId = reader.ReadId(),
            Totals = EntryCodec.ReadTotals(ref reader),
        };
        int entryCount = (int)reader.ReadNumber("count of entries", TreeLimits.MaxEntriesPerDirectory);
        var segments = new long[reader.ReadCount("count of segments", TreeLimits.MaxEntriesPerDirectory, MinOffsetBytes)];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = reader.ReadNumber("offset of a segment");
        }

        return new CachedDirectory(file, tree, entryCount, segments, block[reader.Position..]);
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static void Write(ref FieldWriter writer, TreeEntry tree, int entryCount, IReadOnlyList<long> segments, ReadOnlySpan<byte> lastEntries)
    {
        writer.WriteByte(Kind);
        writer.WriteId(tree.TreeId);
        writer.WriteId(tree.ContentOnlyId);
        EntryCodec.WriteTotals(ref writer, tree.Totals);
        writer.WriteNumber(entryCount);
        writer.WriteNumber(segments.Count);
        for (int i = 0; i < segments.Count; i++)
        {
            writer.WriteNumber(segments[i]);
        }

        writer.WriteBytes(lastEntries);
    }

    /// <summary>Begins before the first entry.</summary>
    public CachedEntryReader OpenEntries() => new(this);

    /// <summary>Reads the entries in runs: those of the segments, then the last ones; false after them.</summary>
    /// <exception cref="Hoody.ChunkStore.CorruptDataException">The cache is damaged there.</exception>
    public bool TryReadRun(int index, out ReadOnlyMemory<byte> run)
    {
        run = index < _segments.Length ? CachedSegment.Read(_file, _segments[index]) : _lastEntries;
        return index <= _segments.Length;
    }

    /// <summary>The directory that an entry of this one stands for.</summary>
    /// <returns>Null when the cache does not have it.</returns>
    /// <exception cref="Hoody.ChunkStore.CorruptDataException">The cache is damaged there.</exception>
    public CachedDirectory? OpenDirectory(in CachedEntry entry) => entry.DirectoryOffset == 0 ? null : Read(_file, entry.DirectoryOffset);
}
