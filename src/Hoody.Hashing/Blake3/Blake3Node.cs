using System.Runtime.CompilerServices;

namespace Hoody.Hashing.Blake3;

/// <summary>
/// A node of the tree with its last compression still to do: only now does it show whether the node is the root, and a root can be
/// asked for as many output blocks as wanted.
/// </summary>
internal struct Blake3Node
{
    public ChainingValue Input;
    public MessageBlock Block;
    public ulong Counter;
    public int BlockLength;
    public Blake3Flags Flags;

    public readonly void WriteChainingValue(Span<uint> chainingValue)
    {
        ReadOnlySpan<uint> input = Input;
        input.CopyTo(chainingValue);
        Blake3Core.Compress(chainingValue[..Blake3Core.ChainingWords], Block, Counter, BlockLength, Flags);
    }

    /// <summary>Writes the bytes of the extendable output that start at <paramref name="offset"/>.</summary>
    public readonly void WriteOutput(ulong offset, Span<byte> output)
    {
        Span<uint> words = stackalloc uint[Blake3Core.BlockWords];
        Span<byte> bytes = stackalloc byte[Blake3Core.BlockLength];
        ulong blockIndex = offset / Blake3Core.BlockLength;
        int skip = (int)(offset % Blake3Core.BlockLength);

        while (!output.IsEmpty)
        {
            Blake3Core.CompressToBlock(Input, Block, blockIndex, BlockLength, Flags | Blake3Flags.Root, words);
            Blake3Core.StoreWords(words, bytes);

            int length = Math.Min(output.Length, Blake3Core.BlockLength - skip);
            bytes.Slice(skip, length).CopyTo(output);
            output = output[length..];
            blockIndex++;
            skip = 0;
        }
    }

    [InlineArray(Blake3Core.BlockWords)]
    internal struct MessageBlock
    {
        private uint _first;
    }
}
