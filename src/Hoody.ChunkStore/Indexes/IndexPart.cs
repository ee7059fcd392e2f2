using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Sorted keys and their places: one object of a run, immutable, looked at where it lies.</summary>
/// <remarks>
/// Little-endian; keys are bytes as they stand in the ids.
/// <code>
/// offset  size                  field
///      0     4                  magic         "HIP1"
///      4     4                  entryCount
///      8     4                  blockCount
///     12     4                  zero
///     16    16 (blockCount + 1) blocks        the last one's first is entryCount
///           16 entryCount       keys          sorted
///           13 entryCount       places        in the keys' order
/// </code>
/// Its hash is in the head of its run, and opening does not check it: that would read everything. So no field is believed further than its bounds;
/// a lookup in a damaged part ends in a miss or in a place where the blob is not, and who meets either verifies the index. Then, and before a
/// merge or a collection, <see cref="IndexPartCheck"/> looks at every entry.
/// Specification: FORMAT.md, "Index".
/// </remarks>
internal sealed class IndexPart : IDisposable
{
    internal const int HeaderSize = 16;

    /// <summary>About 31 MiB: what a writer of runs holds in memory, and few enough objects for any store.</summary>
    internal const int MaxEntries = 1 << 20;

    /// <summary>No part is longer: twice what a writer makes, for a key that stands in very many packs.</summary>
    internal const int MaxLengthBytes = 64 << 20;

    // To copy a line of the processor's cache takes a tenth of the time that waiting for one takes, and a look-up waits for two or three.
    private const int MaxKeysPerPrefix = 128;

    // What is looked up together is close together, or else a window is nothing but memory.
    private const int MaxKeysInWindow = 1 << 16;

    private readonly ObjectView _view;
    private readonly IndexHead.Part _head;
    private readonly IndexKeyRange _range;
    private readonly long _keys;
    private readonly long _places;

    internal IndexPart(ObjectView view, IndexHead.Part head)
    {
        _view = view;
        _head = head;
        _range = new IndexKeyRange(head.FirstKey, head.LastKey, head.BlockCount);
        _keys = HeaderSize + (((long)head.BlockCount + 1) * IndexBlock.Size);
        _places = _keys + ((long)head.EntryCount * IndexKey.Size);
    }

    internal static ReadOnlySpan<byte> Magic => "HIP1"u8;

    internal IndexHead.Part Head => _head;

    internal ObjectView View => _view;

    internal static long LengthOf(int entryCount, int blockCount) =>
        HeaderSize + (((long)blockCount + 1) * IndexBlock.Size) + ((long)entryCount * (IndexKey.Size + IndexPlace.Size));

    /// <summary>Whether the key lies between the part's first and last.</summary>
    internal bool MayHold(UInt128 key) => _range.Contains(key);

    /// <summary>The position of the first entry of that key; −1 when there is none.</summary>
    [MethodImpl(AtFirstUse.Optimized)]
    internal int IndexOf(UInt128 key)
    {
        if (!_range.Contains(key))
        {
            return -1;
        }

        ulong low = (ulong)key;
        long block = OffsetOf(_range.BlockOf(key));
        ulong word = _view.ReadUInt64(block);
        if (!IndexBlock.MayHold(word, _view.ReadUInt64(block + 8), low))
        {
            return -1;
        }

        uint first = (uint)word;
        uint end = (uint)_view.ReadUInt64(block + IndexBlock.Size);
        return first <= end && end <= (uint)_head.EntryCount ? Search((ulong)(key >> 64), low, (int)first, (int)end) : -1;
    }

    /// <summary>The keys from the block of the first prefix to that of the last; false when that is much more than is asked for.</summary>
    /// <param name="prefixes">Upper halves of keys that lie in the part's range, ascending.</param>
    /// <param name="window">The keys, the caller's to dispose.</param>
    internal bool TryReadBetween(ReadOnlySpan<ulong> prefixes, out IndexWindow window)
    {
        window = default;
        int first = FirstOfBlock(_range.BlockOf(prefixes[0]));
        int count = FirstOfBlock(_range.BlockOf(prefixes[^1]) + 1) - first;
        if (count < 0 || count > Math.Min(prefixes.Length * MaxKeysPerPrefix, MaxKeysInWindow))
        {
            return false;
        }

        window = new IndexWindow(this, first, count);
        return true;
    }

    /// <summary>The position of the first key that does not begin with less; behind all of them when there is none.</summary>
    /// <param name="prefix">The upper half of a key that lies in the part's range.</param>
    internal int FirstOf(ulong prefix)
    {
        int block = _range.BlockOf(prefix);
        return LowerBound(prefix, 0, FirstOfBlock(block), FirstOfBlock(block + 1));
    }

    internal bool HasKeyAt(int position, UInt128 key) =>
        position < _head.EntryCount && PrefixAt(position) == (ulong)(key >> 64) && LowAt(position) == (ulong)key;

    internal ulong PrefixAt(int position) => BinaryPrimitives.ReverseEndianness(_view.ReadUInt64(_keys + ((long)position * IndexKey.Size)));

    internal ulong LowAt(int position) => BinaryPrimitives.ReverseEndianness(_view.ReadUInt64(_keys + ((long)position * IndexKey.Size) + 8));

    /// <summary>The block of a key that the part may hold.</summary>
    internal int BlockOf(UInt128 key) => _range.BlockOf(key);

    [MethodImpl(AtFirstUse.Optimized)]
    internal IndexPlace PlaceAt(int position)
    {
        Span<byte> bytes = stackalloc byte[IndexPlace.Size];
        _view.Read(_places + ((long)position * IndexPlace.Size), bytes);
        return IndexPlace.Read(bytes);
    }

    internal void ReadBlocks(int block, Span<byte> destination) => _view.ReadBulk(HeaderSize + ((long)block * IndexBlock.Size), destination);

    internal void ReadKeys(int position, Span<byte> destination) => _view.ReadBulk(_keys + ((long)position * IndexKey.Size), destination);

    internal void ReadPlaces(int position, Span<byte> destination) => _view.ReadBulk(_places + ((long)position * IndexPlace.Size), destination);

    /// <summary>Unmaps it. Nobody reads it any more.</summary>
    public void Dispose() => _view.Dispose();

    private static long OffsetOf(int block) => HeaderSize + ((long)block * IndexBlock.Size);

    private int Search(ulong high, ulong low, int first, int end)
    {
        int found = LowerBound(high, low, first, end);
        return found < end && PrefixAt(found) == high && LowAt(found) == low ? found : -1;
    }

    // Halving, since somebody may have chosen contents so that many keys share a block.
    [MethodImpl(AtFirstUse.Optimized)]
    private int LowerBound(ulong high, ulong low, int first, int end)
    {
        while (first < end)
        {
            int middle = (int)(((uint)first + (uint)end) / 2);
            ulong found = PrefixAt(middle);
            if (found < high || (found == high && LowAt(middle) < low))
            {
                first = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return first;
    }

    // A damaged part may say anything.
    private int FirstOfBlock(int block) => (int)Math.Min((uint)_view.ReadUInt64(OffsetOf(block)), (uint)_head.EntryCount);
}
