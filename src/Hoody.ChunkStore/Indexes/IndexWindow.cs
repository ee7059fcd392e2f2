using System.Buffers.Binary;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Indexes;

/// <summary>A stretch of a part, copied into the heap, for looking many keys up that are close to each other. The caller disposes it.</summary>
/// <remarks>One key after another would wait for memory at each, or for a disk; a stretch is read in one go, at the speed of copying.</remarks>
internal readonly struct IndexWindow : IDisposable
{
    private readonly byte[] _blocks;
    private readonly byte[] _keys;
    private readonly int _firstBlock;
    private readonly int _firstPosition;
    private readonly int _keyCount;

    private IndexWindow(byte[] blocks, byte[] keys, int firstBlock, int firstPosition, int keyCount) =>
        (_blocks, _keys, _firstBlock, _firstPosition, _keyCount) = (blocks, keys, firstBlock, firstPosition, keyCount);

    /// <summary>Reads the blocks from <paramref name="firstBlock"/> to <paramref name="lastBlock"/>, and their keys.</summary>
    /// <returns>False when that takes more than <paramref name="maxBytes"/>, or the blocks contradict each other, as they do in a damaged part.</returns>
    internal static bool TryRead(IndexPart part, int firstBlock, int lastBlock, int maxBytes, out IndexWindow window)
    {
        window = default;
        long blocksLength = (lastBlock - firstBlock + 2L) * IndexBlock.Size;
        if (blocksLength > maxBytes)
        {
            return false;
        }

        byte[] blocks = LongArrays.Rent((int)blocksLength);
        part.ReadBlocks(firstBlock, blocks.AsSpan(0, (int)blocksLength));
        long first = FirstOf(blocks, 0);
        long keysLength = (FirstOf(blocks, lastBlock - firstBlock + 1) - first) * IndexKey.Size;
        if (keysLength < 0 || keysLength > maxBytes - blocksLength || first + (keysLength / IndexKey.Size) > part.Head.EntryCount)
        {
            LongArrays.Return(blocks);
            return false;
        }

        byte[] keys = LongArrays.Rent((int)keysLength);
        part.ReadKeys((int)first, keys.AsSpan(0, (int)keysLength));
        window = new IndexWindow(blocks, keys, firstBlock, (int)first, (int)(keysLength / IndexKey.Size));
        return true;
    }

    /// <summary>The positions in the part of the first entries of those keys; −1 where there is none.</summary>
    /// <param name="keys">The keys, whose blocks lie within the window.</param>
    /// <param name="range">Tells their blocks.</param>
    /// <param name="positions">One for each key.</param>
    /// <remarks>
    /// Neither loop has a branch that depends on what is read, but for what is rare: the processor looks many keys up at once, and waits for none of them.
    /// </remarks>
    internal void IndexOf(ReadOnlySpan<UInt128> keys, IndexKeyRange range, Span<int> positions)
    {
        const int MaxHalved = 15; // what four halvings tell apart
        positions = positions[..keys.Length];
        int lastHalved = _keyCount - MaxHalved - 1;
        for (int i = 0; i < keys.Length; i++)
        {
            ReadOnlySpan<byte> block = _blocks.AsSpan((range.BlockOf(keys[i]) - _firstBlock) * IndexBlock.Size, IndexBlock.Size + sizeof(uint));
            uint first = BinaryPrimitives.ReadUInt32LittleEndian(block) - (uint)_firstPosition;
            uint count = BinaryPrimitives.ReadUInt32LittleEndian(block[IndexBlock.Size..]) - (uint)_firstPosition - first;
            positions[i] = (int)first <= lastHalved && count <= MaxHalved ? (int)first : -1;
        }

        ReadOnlySpan<byte> stored = _keys.AsSpan(0, _keyCount * IndexKey.Size);
        for (int i = 0; i < keys.Length; i++)
        {
            ulong high = (ulong)(keys[i] >> 64);
            int position = positions[i];
            if (position >= 0)
            {
                // What lies behind the block is higher than the key.
                position += (HighAt(stored, position + 7) < high ? 1 : 0) << 3;
                position += (HighAt(stored, position + 3) < high ? 1 : 0) << 2;
                position += (HighAt(stored, position + 1) < high ? 1 : 0) << 1;
                position += HighAt(stored, position) < high ? 1 : 0;
                if (HighAt(stored, position) != high || KeyAt(position) == keys[i])
                {
                    positions[i] = HighAt(stored, position) != high ? -1 : position + _firstPosition;
                    continue;
                }
            }

            positions[i] = IndexOf(range.BlockOf(keys[i]), keys[i]);
        }
    }

    /// <summary>The position in the part of the first entry of that key; −1 when there is none.</summary>
    /// <param name="block">The block of the key, within the window.</param>
    /// <param name="key">The key.</param>
    private int IndexOf(int block, UInt128 key)
    {
        int first = (int)FirstOf(_blocks, block - _firstBlock) - _firstPosition;
        int end = (int)FirstOf(_blocks, block - _firstBlock + 1) - _firstPosition;
        if (first < 0 || end > _keyCount)
        {
            return -1; // a damaged part
        }

        // Halving only where somebody has chosen contents so that many keys share a block. Then counting: no branch depends on what is read, so
        // the processor need not guess.
        ulong high = (ulong)(key >> 64);
        while (end - first > 4 * IndexBlock.KeysPerBlock)
        {
            int middle = (first + end) / 2;
            (first, end) = KeyAt(middle) < key ? (middle + 1, end) : (first, middle + 1);
        }

        int position = first;
        for (ReadOnlySpan<byte> keys = _keys.AsSpan(first * IndexKey.Size, Math.Max(end - first, 0) * IndexKey.Size); keys.Length >= IndexKey.Size; keys = keys[IndexKey.Size..])
        {
            position += BinaryPrimitives.ReadUInt64BigEndian(keys) < high ? 1 : 0;
        }

        for (; position < end && KeyAt(position) < key; position++)
        {
        }

        return position < end && KeyAt(position) == key ? position + _firstPosition : -1;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        LongArrays.Return(_blocks);
        LongArrays.Return(_keys);
    }

    private UInt128 KeyAt(int index) => BinaryPrimitives.ReadUInt128BigEndian(_keys.AsSpan(index * IndexKey.Size));

    private static ulong HighAt(ReadOnlySpan<byte> keys, int index) => BinaryPrimitives.ReadUInt64BigEndian(keys[(index * IndexKey.Size)..]);

    private static uint FirstOf(byte[] blocks, int block) => BinaryPrimitives.ReadUInt32LittleEndian(blocks.AsSpan(block * IndexBlock.Size));
}
