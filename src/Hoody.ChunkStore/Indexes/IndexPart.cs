using System.Buffers.Binary;
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
    private const int MaxWindowBytesPerKey = 2048;
    private const int MinKeysForWindow = 8;

    // What is looked up together is close together, or else a window is nothing but memory.
    private const int MaxWindowBytes = 1 << 20;

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

    /// <summary>As <see cref="IndexOf(UInt128)"/>, for many keys that the part may hold. Fastest where they are close to each other.</summary>
    internal void IndexOf(ReadOnlySpan<UInt128> keys, Span<int> positions)
    {
        int firstBlock = int.MaxValue;
        int lastBlock = 0;
        foreach (UInt128 key in keys)
        {
            int block = _range.BlockOf(key);
            firstBlock = Math.Min(firstBlock, block);
            lastBlock = Math.Max(lastBlock, block);
        }

        int maxBytes = keys.Length < MinKeysForWindow ? 0 : Math.Min(keys.Length * MaxWindowBytesPerKey, MaxWindowBytes);
        if (!IndexWindow.TryRead(this, firstBlock, lastBlock, maxBytes, out IndexWindow window))
        {
            for (int i = 0; i < keys.Length; i++)
            {
                positions[i] = IndexOf(keys[i]);
            }

            return;
        }

        using (window)
        {
            window.IndexOf(keys, _range, positions);
        }
    }

    internal bool HasKeyAt(int position, UInt128 key) =>
        position < _head.EntryCount && High(position) == (ulong)(key >> 64) && Low(position) == (ulong)key;

    /// <summary>The block of a key that the part may hold.</summary>
    internal int BlockOf(UInt128 key) => _range.BlockOf(key);

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

    // Halving, since somebody may have chosen contents so that many keys share a block.
    private int Search(ulong high, ulong low, int first, int end)
    {
        int last = end;
        while (first < last)
        {
            int middle = (int)(((uint)first + (uint)last) / 2);
            ulong found = High(middle);
            if (found < high || (found == high && Low(middle) < low))
            {
                first = middle + 1;
            }
            else
            {
                last = middle;
            }
        }

        return first < end && High(first) == high && Low(first) == low ? first : -1;
    }

    private ulong High(int position) => BinaryPrimitives.ReverseEndianness(_view.ReadUInt64(_keys + ((long)position * IndexKey.Size)));

    private ulong Low(int position) => BinaryPrimitives.ReverseEndianness(_view.ReadUInt64(_keys + ((long)position * IndexKey.Size) + 8));
}
