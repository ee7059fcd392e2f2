using System.Buffers.Binary;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The blocks of a part, read in bulk by who goes through them in their order.</summary>
internal sealed class IndexBlocks(IndexPart part)
{
    private const int BatchBlocks = 1024;

    // One more, where the last one's keys end.
    private readonly byte[] _bytes = new byte[(BatchBlocks + 1) * IndexBlock.Size];
    private int _first;
    private int _count;

    /// <summary>Where a block's keys begin, and where the next one's do.</summary>
    internal (uint First, uint End) RangeOf(int block)
    {
        ReadOnlySpan<byte> bytes = Read(block);
        return (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[IndexBlock.Size..]));
    }

    /// <summary>Whether the block's filter knows the key.</summary>
    internal bool MayHold(int block, UInt128 key)
    {
        ReadOnlySpan<byte> bytes = Read(block);
        return IndexBlock.MayHold(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]), (ulong)key);
    }

    private ReadOnlySpan<byte> Read(int block)
    {
        if (block < _first || block >= _first + _count)
        {
            (_first, _count) = (block, Math.Min(BatchBlocks, part.Head.BlockCount - block));
            part.ReadBlocks(block, _bytes.AsSpan(0, (_count + 1) * IndexBlock.Size));
        }

        return _bytes.AsSpan((block - _first) * IndexBlock.Size);
    }
}
