using System.Buffers;
using System.Buffers.Binary;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Takes sorted entries and makes a part of them. Not thread-safe.</summary>
internal sealed class IndexPartBuilder(int capacity)
{
    private byte[] _keys = new byte[capacity * IndexKey.Size];
    private byte[] _places = new byte[capacity * IndexPlace.Size];
    private UInt128 _firstKey;

    internal int Count { get; private set; }

    internal UInt128 LastKey { get; private set; }

    internal void Add(UInt128 key, IndexPlace place)
    {
        if ((Count + 1) * IndexKey.Size > _keys.Length)
        {
            Array.Resize(ref _keys, checked(_keys.Length + (_keys.Length / 2) + IndexKey.Size));
            Array.Resize(ref _places, (_keys.Length / IndexKey.Size) * IndexPlace.Size);
        }

        BinaryPrimitives.WriteUInt128BigEndian(_keys.AsSpan(Count * IndexKey.Size), key);
        place.Write(_places.AsSpan(Count * IndexPlace.Size));
        _firstKey = Count == 0 ? key : _firstKey;
        LastKey = key;
        Count++;
    }

    internal (IndexHead.Part Head, ReadOnlySequence<byte> Content) Build()
    {
        int blockCount = Math.Max(1, Count / IndexBlock.KeysPerBlock);
        byte[] front = new byte[IndexPart.HeaderSize + ((blockCount + 1) * IndexBlock.Size)];
        IndexPart.Magic.CopyTo(front);
        BinaryPrimitives.WriteInt32LittleEndian(front.AsSpan(4), Count);
        BinaryPrimitives.WriteInt32LittleEndian(front.AsSpan(8), blockCount);
        WriteBlocks(front.AsSpan(IndexPart.HeaderSize), blockCount);

        Segment first = new(front, null);
        Segment keys = new(_keys.AsMemory(0, Count * IndexKey.Size), first);
        Segment places = new(_places.AsMemory(0, Count * IndexPlace.Size), keys);
        ReadOnlySequence<byte> content = new(first, 0, places, places.Memory.Length);
        return (new IndexHead.Part(Count, blockCount, _firstKey, LastKey, Blake3Hasher.Hash(content)), content);
    }

    private void WriteBlocks(Span<byte> destination, int blockCount)
    {
        IndexKeyRange range = new(_firstKey, LastKey, blockCount);
        int position = 0;
        for (int i = 0; i <= blockCount; i++)
        {
            IndexBlock block = new() { First = (uint)position };
            for (; i < blockCount && position < Count && range.BlockOf(KeyAt(position)) == i; position++)
            {
                block.AddKey((ulong)KeyAt(position));
            }

            block.Write(destination[(i * IndexBlock.Size)..]);
        }
    }

    private UInt128 KeyAt(int position) => BinaryPrimitives.ReadUInt128BigEndian(_keys.AsSpan(position * IndexKey.Size));

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
