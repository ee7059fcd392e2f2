using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>A cache that an earlier import or export left, open for reading. Thread-safe.</summary>
/// <remarks>It is a hint: whatever is wrong with it, nobody needs it. Specification: FORMAT.md, "Stat cache".</remarks>
internal sealed class StatCacheFile : IDisposable
{
    public const string What = "stat cache";

    /// <summary>One read for a dozen small directories, which lie close together if they are neighbours. Each keeps all of it in memory while it is used.</summary>
    private const int WindowLength = 16 * 1024;

    /// <summary>Windows that are kept, 1 MiB in all: a directory comes after those below it, so whoever descends reads backwards, and then forwards again.</summary>
    private const int MaxWindows = 64;

    private readonly Descriptor _file;
    private readonly ReadOnlyMemory<byte> _key;
    private readonly long _length;
    private readonly Window?[] _windows = new Window?[MaxWindows];

    private StatCacheFile(Descriptor file, StatCacheHeader header, long length) => (_file, _key, StartId, _length) = (file, header.Key, header.StartId, length);

    /// <summary>The start of the machine that it is good for; <see cref="Guid.Empty"/> for any.</summary>
    public Guid StartId { get; }

    public static CorruptDataException Damaged(string problem) => new(What, problem);

    /// <summary>Opens a cache; null when there is none, or one of another version, of another store or of another user.</summary>
    /// <param name="directory">Where it lies.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="storeId">The store that holds what it tells of.</param>
    public static StatCacheFile? TryOpen(Descriptor directory, EntryName name, Guid storeId)
    {
        Errno error = directory.OpenFile(name, out Descriptor file);
        StatCacheFile? cache = error == Errno.None ? TryOpen(file, storeId) : null;
        if (cache is null)
        {
            file.Dispose();
        }

        return cache;
    }

    /// <summary>What is remembered of the imported directory.</summary>
    /// <exception cref="CorruptDataException">The cache is damaged there.</exception>
    public CachedDirectory ReadRoot() =>
        CachedDirectory.Read(this, BinaryPrimitives.ReadInt64LittleEndian(ReadBlock(_length - StatCacheBlock.FooterLength).Span));

    /// <summary>Reads a block that the writer appended.</summary>
    /// <exception cref="CorruptDataException">What lies there is not what was written.</exception>
    public ReadOnlyMemory<byte> ReadBlock(long offset)
    {
        if (offset < StatCacheHeader.LengthBytes || offset > _length - StatCacheBlock.HeadLength)
        {
            throw Damaged($"no block can begin at byte {offset}");
        }

        ReadOnlyMemory<byte> block = ReadAhead(offset, StatCacheBlock.HeadLength);
        long total = StatCacheBlock.TotalLength(block.Span);
        if (total > Math.Min(StatCacheBlock.HeadLength + StatCacheBlock.MaxPayloadLength, _length - offset))
        {
            throw Damaged($"a block of {total} bytes does not fit at byte {offset}");
        }

        block = ReadAhead(offset, (int)total);
        StatCacheBlock.Verify(block.Span, offset, _key.Span);
        return block[StatCacheBlock.HeadLength..];
    }

    public void Dispose() => _file.Dispose();

    private static StatCacheFile? TryOpen(Descriptor file, Guid storeId)
    {
        Span<byte> head = stackalloc byte[StatCacheHeader.LengthBytes];
        return file.GetStatus(out FileStatus status) == Errno.None
            && status.Type == EntryType.File
            && status.Length >= head.Length + StatCacheBlock.FooterLength
            && file.Read(0, head, out _) == Errno.None
            && StatCacheHeader.TryDecode(head, storeId, Descriptor.EffectiveUserId) is { } header
            ? new StatCacheFile(file, header, status.Length)
            : null;
    }

    /// <summary>Reads bytes that are in the file, with what lies around them if that is not much.</summary>
    private ReadOnlyMemory<byte> ReadAhead(long offset, int length)
    {
        long start = offset - (offset % WindowLength);
        if (offset + length > start + WindowLength)
        {
            return Read(offset, length);
        }

        ref Window? place = ref _windows[start / WindowLength % MaxWindows];
        Window? window = Volatile.Read(ref place);
        if (window is null || window.Start != start)
        {
            window = new Window(start, Read(start, (int)Math.Min(WindowLength, _length - start)));
            Volatile.Write(ref place, window);
        }

        return window.Bytes.AsMemory((int)(offset - window.Start), length);
    }

    private byte[] Read(long offset, int length)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
        Errno error = _file.Read(offset, bytes, out int count);
        return error == Errno.None && count == length ? bytes : throw Damaged($"{length} bytes at byte {offset} cannot be read");
    }

    private sealed record Window(long Start, byte[] Bytes);
}
