using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Indexes;

/// <summary>A stretch of a part, for looking many keys up. The caller disposes it.</summary>
/// <remarks>
/// One key after another would wait for memory at each, two or three times. So the lines of the processor's cache that some keys need are asked for
/// before the first of them is looked at.
/// </remarks>
internal readonly ref struct IndexWindow : IDisposable
{
    // So many that their lines arrive together, and so few that they are in the first cache when their turn comes.
    private const int KeysAtOnce = 64;

    private const int CacheLine = 64;

    private readonly ObjectStretch _blocks;
    private readonly ObjectStretch _keys;
    private readonly int _firstBlock;
    private readonly int _firstPosition;
    private readonly int _keyCount;

    private IndexWindow(ObjectStretch blocks, ObjectStretch keys, int firstBlock, int firstPosition, int keyCount)
    {
        _blocks = blocks;
        _keys = keys;
        (_firstBlock, _firstPosition, _keyCount) = (firstBlock, firstPosition, keyCount);
    }

    /// <summary>The blocks from <paramref name="firstBlock"/> to <paramref name="lastBlock"/>, and their keys.</summary>
    /// <returns>False when they would have to be copied and are more than <paramref name="maxLoaded"/> bytes, or contradict each other, as they do in a damaged part.</returns>
    internal static bool TryOpen(IndexPart part, int firstBlock, int lastBlock, int maxLoaded, out IndexWindow window)
    {
        window = default;
        if (!part.TryLookAtBlocks(firstBlock, lastBlock - firstBlock + 2, maxLoaded, out ObjectStretch blocks))
        {
            return false;
        }

        uint first = FirstOf(blocks.Bytes, 0);
        uint end = FirstOf(blocks.Bytes, lastBlock - firstBlock + 1);
        if (first > end || end > (uint)part.Head.EntryCount
            || !part.TryLookAtKeys((int)first, (int)(end - first), maxLoaded - blocks.Bytes.Length, out ObjectStretch keys))
        {
            blocks.Dispose();
            return false;
        }

        window = new IndexWindow(blocks, keys, firstBlock, (int)first, (int)(end - first));
        return true;
    }

    /// <summary>The positions in the part of the first entries of those keys; −1 where there is none.</summary>
    /// <param name="keys">The keys, whose blocks lie within the window.</param>
    /// <param name="range">Tells their blocks.</param>
    /// <param name="positions">One for each key.</param>
    internal void IndexOf(ReadOnlySpan<UInt128> keys, IndexKeyRange range, Span<int> positions)
    {
        for (; !keys.IsEmpty; keys = keys[Math.Min(KeysAtOnce, keys.Length)..], positions = positions[Math.Min(KeysAtOnce, positions.Length)..])
        {
            ReadOnlySpan<UInt128> some = keys[..Math.Min(KeysAtOnce, keys.Length)];
            AskForBlocks(some, range, positions);
            FindFirsts(some.Length, positions);
            FindKeys(some, range, positions);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _blocks.Dispose();
        _keys.Dispose();
    }

    /// <summary>Finds the blocks, counted from the window's first.</summary>
    private void AskForBlocks(ReadOnlySpan<UInt128> keys, IndexKeyRange range, Span<int> blocks)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            blocks[i] = range.BlockOf(keys[i]) - _firstBlock;
            Prefetch(_blocks.Bytes, blocks[i] * IndexBlock.Size);
        }
    }

    /// <summary>Turns blocks into the position, from the window's first, where the keys of each begin; −1 where these are looked for in another way.</summary>
    private void FindFirsts(int count, Span<int> positions)
    {
        const int MaxHalved = 15; // what four halvings tell apart
        int lastHalved = _keyCount - MaxHalved - 1;
        ReadOnlySpan<byte> blocks = _blocks.Bytes;
        for (int i = 0; i < count; i++)
        {
            int first = (int)FirstOf(blocks, positions[i]) - _firstPosition;
            uint length = FirstOf(blocks, positions[i] + 1) - (uint)_firstPosition - (uint)first;
            positions[i] = first <= lastHalved && length <= MaxHalved ? first : -1;
            int offset = first * IndexKey.Size;
            Prefetch(_keys.Bytes, offset);
            Prefetch(_keys.Bytes, offset + CacheLine);
            Prefetch(_keys.Bytes, offset + (2 * CacheLine));
        }
    }

    /// <summary>Turns the positions where blocks begin into those of the keys.</summary>
    /// <remarks>No branch depends on what is read, but for what is rare.</remarks>
    private void FindKeys(ReadOnlySpan<UInt128> keys, IndexKeyRange range, Span<int> positions)
    {
        ReadOnlySpan<byte> stored = _keys.Bytes;
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
        int first = (int)FirstOf(_blocks.Bytes, block - _firstBlock) - _firstPosition;
        int end = (int)FirstOf(_blocks.Bytes, block - _firstBlock + 1) - _firstPosition;
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
        for (ReadOnlySpan<byte> keys = _keys.Bytes.Slice(first * IndexKey.Size, Math.Max(end - first, 0) * IndexKey.Size); keys.Length >= IndexKey.Size; keys = keys[IndexKey.Size..])
        {
            position += BinaryPrimitives.ReadUInt64BigEndian(keys) < high ? 1 : 0;
        }

        for (; position < end && KeyAt(position) < key; position++)
        {
        }

        return position < end && KeyAt(position) == key ? position + _firstPosition : -1;
    }

    private UInt128 KeyAt(int index) => BinaryPrimitives.ReadUInt128BigEndian(_keys.Bytes[(index * IndexKey.Size)..]);

    private static ulong HighAt(ReadOnlySpan<byte> keys, int index) => BinaryPrimitives.ReadUInt64BigEndian(keys[(index * IndexKey.Size)..]);

    private static uint FirstOf(ReadOnlySpan<byte> blocks, int block) => BinaryPrimitives.ReadUInt32LittleEndian(blocks[(block * IndexBlock.Size)..]);

    // Of a damaged part it may lie outside the window: the processor then does nothing.
    private static unsafe void Prefetch(ReadOnlySpan<byte> bytes, int offset)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)) + offset);
        }
    }
}
