using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>Looks up entries of one directory in the order of their names. For one thread.</summary>
internal sealed class CachedEntryReader(CachedDirectory directory)
{
    private ReadOnlyMemory<byte> _rest;
    private int _nextRun;
    private int _nextIndex;
    private bool _isAtEnd;

    /// <summary>The entry of that name; names are asked for in ascending order.</summary>
    /// <param name="name">The name.</param>
    /// <param name="entry">What is remembered.</param>
    /// <param name="index">Its place among the directory's entries.</param>
    /// <exception cref="Hoody.ChunkStore.CorruptDataException">The cache is damaged there.</exception>
    public bool TryFind(EntryName name, out CachedEntry entry, out int index)
    {
        while (MoveToEntry())
        {
            FieldReader reader = new(_rest.Span, StatCacheFile.What);
            entry = CachedEntryCodec.Read(ref reader, out ReadOnlySpan<byte> found);
            int order = found.SequenceCompareTo(name.Bytes);
            index = _nextIndex;
            if (order > 0)
            {
                break;
            }

            _rest = _rest[reader.Position..];
            _nextIndex++;
            if (order == 0)
            {
                return true;
            }
        }

        (entry, index) = (default, -1);
        return false;
    }

    /// <summary>The next entry.</summary>
    /// <exception cref="Hoody.ChunkStore.CorruptDataException">The cache is damaged there.</exception>
    public bool TryRead(out EntryName name, out CachedEntry entry)
    {
        (name, entry) = (default, default);
        if (!MoveToEntry())
        {
            return false;
        }

        FieldReader reader = new(_rest.Span, StatCacheFile.What);
        entry = CachedEntryCodec.Read(ref reader, out ReadOnlySpan<byte> found);
        if (!EntryName.TryCreate(found, out name))
        {
            throw reader.Fail("a name is none");
        }

        _rest = _rest[reader.Position..];
        _nextIndex++;
        return true;
    }

    private bool MoveToEntry()
    {
        while (_rest.IsEmpty && !_isAtEnd)
        {
            _isAtEnd = !directory.TryReadRun(_nextRun++, out ReadOnlyMemory<byte> run);
            _rest = _isAtEnd ? default : run;
        }

        return !_isAtEnd;
    }
}
