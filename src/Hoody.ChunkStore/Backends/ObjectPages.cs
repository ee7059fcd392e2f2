using System.Numerics;

namespace Hoody.ChunkStore.Backends;

/// <summary>Pages of files that were read lately, within a bound. Thread-safe; nobody waits for a lock.</summary>
/// <remarks>
/// Each page has one slot, which it shares with others: the last one that was read is there. A slot's version is odd while somebody fills it; whoever has
/// copied out of a slot whose version changed meanwhile has read nothing.
/// </remarks>
internal sealed class ObjectPages
{
    internal const int PageLength = 4096;

    private readonly long[] _keys;
    private readonly int[] _versions;
    private readonly int _shift;
    private readonly Lazy<byte[]> _bytes;
    private long _lastFile;

    /// <param name="lengthBytes">How many bytes of pages it holds at most; it rounds down to a power of two, and takes them with the first page.</param>
    internal ObjectPages(int lengthBytes)
    {
        int slotCount = 1 << BitOperations.Log2((uint)Math.Max(lengthBytes / PageLength, 2));
        _keys = new long[slotCount];
        _versions = new int[slotCount];
        _shift = 64 - BitOperations.Log2((uint)slotCount);
        _bytes = new Lazy<byte[]>(() => GC.AllocateUninitializedArray<byte>(slotCount * PageLength));
    }

    /// <summary>A number for a file; together with that of a page it is a key.</summary>
    internal long NewFile() => Interlocked.Increment(ref _lastFile);

    /// <summary>The key of a page: files of up to 16 GiB do not meet. Never 0.</summary>
    internal static long KeyOf(long file, long page) => (file << 22) | page;

    /// <summary>Copies a part of a page; false when it is not here.</summary>
    internal bool TryRead(long key, int offset, Span<byte> destination)
    {
        int slot = SlotOf(key);
        int version = Volatile.Read(ref _versions[slot]);
        if ((version & 1) != 0 || Volatile.Read(ref _keys[slot]) != key)
        {
            return false;
        }

        _bytes.Value.AsSpan((slot * PageLength) + offset, destination.Length).CopyTo(destination);
        Volatile.ReadBarrier(); // the copy comes before the second look at the version
        return Volatile.Read(ref _versions[slot]) == version;
    }

    /// <summary>Keeps a page, unless somebody else is just filling its slot.</summary>
    internal void Keep(long key, ReadOnlySpan<byte> page)
    {
        int slot = SlotOf(key);
        int version = Volatile.Read(ref _versions[slot]);
        if ((version & 1) == 0 && Interlocked.CompareExchange(ref _versions[slot], version + 1, version) == version)
        {
            Volatile.Write(ref _keys[slot], key);
            page.CopyTo(_bytes.Value.AsSpan(slot * PageLength));
            Volatile.Write(ref _versions[slot], version + 2);
        }
    }

    // By Fibonacci's multiplier: pages that follow each other are spread over all slots.
    private int SlotOf(long key) => (int)(((ulong)key * 0x9E3779B97F4A7C15) >> _shift);
}
