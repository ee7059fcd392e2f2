using System.Buffers;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>Writes what is to be remembered of one directory while its entries come. For one thread.</summary>
internal sealed class CachedDirectoryWriter(StatCacheWriter cache)
{
    private readonly ArrayBufferWriter<byte> _entries = cache.Rent();
    private readonly List<long> _segments = [];
    private int _count;

    /// <summary>Adds the next entry, in the order of the names.</summary>
    public void Add(EntryName name, in CachedEntry entry)
    {
        _count++;
        FieldWriter writer = new(_entries);
        CachedEntryCodec.Write(ref writer, name, entry);
        writer.Flush();
        if (_entries.WrittenCount >= CachedSegment.LengthBytes)
        {
            _segments.Add(CachedSegment.Write(cache, _entries.WrittenSpan));
            _entries.ResetWrittenCount();
        }
    }

    /// <summary>Writes the directory. Nothing can be added after it.</summary>
    /// <param name="tree">The tree that was stored for it.</param>
    /// <returns>Where it is found again.</returns>
    public long Complete(TreeEntry tree)
    {
        ArrayBufferWriter<byte> block = cache.Rent();
        FieldWriter writer = new(block);
        CachedDirectory.Write(ref writer, tree, _count, _segments, _entries.WrittenSpan);
        writer.Flush();
        long offset = cache.Append(block.WrittenSpan);
        cache.Return(block);
        cache.Return(_entries);
        return offset;
    }
}
