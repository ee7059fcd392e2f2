namespace Hoody.Volumes.StatCaching;

/// <summary>A run of the entries of a directory that has too many for one block: so a large directory is read and written piece by piece.</summary>
internal static class CachedSegment
{
    /// <summary>A run ends with the entry that makes it as long as this.</summary>
    public const int LengthBytes = 32 * 1024;

    private const byte Kind = 1;

    public static long Write(StatCacheWriter cache, ReadOnlySpan<byte> entries) => cache.Append([Kind, .. entries]);

    /// <exception cref="Hoody.ChunkStore.CorruptDataException">The cache is damaged there.</exception>
    public static ReadOnlyMemory<byte> Read(StatCacheFile file, long offset)
    {
        ReadOnlyMemory<byte> block = file.ReadBlock(offset);
        return block.Span is [Kind, ..] ? block[1..] : throw StatCacheFile.Damaged("what should be a segment is none");
    }
}
