using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The blocks of a part, read in bulk by who goes through them in their order: one of them at a time.</summary>
internal sealed class IndexBlocks(IndexPart part)
{
    private const int BatchBlocks = 1024;

    // One more, where the last one's keys end.
    private readonly byte[] _bytes = new byte[(BatchBlocks + 1) * IndexBlock.Size];
    private int _first;
    private int _count;
    private int _block = -1;
    private ulong _word0;
    private ulong _word1;

    /// <summary>Where the block's keys begin.</summary>
    internal uint First => (uint)_word0;

    /// <summary>Where the next block's keys begin.</summary>
    internal uint End { get; private set; }

    /// <summary>Whether the block's filter knows the key.</summary>
    internal bool MayHold(UInt128 key) => IndexBlock.MayHold(_word0, _word1, (ulong)key);

    /// <summary>Goes to a block: before anything is asked, and mostly to the one that it is at, since a block has several keys.</summary>
    internal void MoveTo(int block)
    {
        if (block != _block)
        {
            Load(block);
        }
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private void Load(int block)
    {
        if (block < _first || block >= _first + _count)
        {
            _count = 0; // if the reading fails
            int count = Math.Min(BatchBlocks, part.Head.BlockCount - block);
            part.ReadBlocks(block, _bytes.AsSpan(0, (count + 1) * IndexBlock.Size));
            (_first, _count) = (block, count);
        }

        ReadOnlySpan<byte> bytes = _bytes.AsSpan((block - _first) * IndexBlock.Size);
        (_block, _word0, _word1) = (block, BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]));
        End = BinaryPrimitives.ReadUInt32LittleEndian(bytes[IndexBlock.Size..]);
    }
}
