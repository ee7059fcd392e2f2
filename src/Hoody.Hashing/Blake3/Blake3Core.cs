using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hoody.Hashing.Blake3;

/// <summary>The compression function over one block and over many, and the one place that chooses a vector width.</summary>
/// <remarks>Specification: "BLAKE3: one function, fast everywhere" (O'Connor, Aumasson, Neves, Wilcox-O'Hearn), section 2.</remarks>
internal static unsafe partial class Blake3Core
{
    public const int BlockLength = 64;
    public const int BlockWords = BlockLength / sizeof(uint);
    public const int LeafLength = 1024;
    public const int ChainingWords = 8;
    public const int ChainingLength = ChainingWords * sizeof(uint);

    // The initial value of SHA-256: the key of the unkeyed modes. Its first half is also row 2 of every state.
    public const uint InitialValue0 = 0x6A09E667;
    public const uint InitialValue1 = 0xBB67AE85;
    public const uint InitialValue2 = 0x3C6EF372;
    public const uint InitialValue3 = 0xA54FF53A;

    public static ReadOnlySpan<uint> InitialValue =>
    [
        InitialValue0, InitialValue1, InitialValue2, InitialValue3, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
    ];

    /// <summary>The chaining values of consecutive whole leaves, the first of which is number <paramref name="leafIndex"/>.</summary>
    public static void HashLeaves(ReadOnlySpan<byte> leaves, in Blake3Mode mode, ulong leafIndex, Span<uint> chainingValues)
    {
        int count = leaves.Length / LeafLength;
        int done = HashLeavesInLanes(leaves, mode, leafIndex, chainingValues, MaxLanes);
        for (int i = done; i < count; i++)
        {
            LeafNode(leaves.Slice(i * LeafLength, LeafLength), mode, leafIndex + (ulong)i).WriteChainingValue(chainingValues[(i * ChainingWords)..]);
        }
    }

    /// <summary>Joins neighbours pairwise; may write over its own input, because no pair is read after it is written.</summary>
    public static void HashParents(ReadOnlySpan<uint> children, in Blake3Mode mode, Span<uint> chainingValues)
    {
        int count = children.Length / BlockWords;
        int done = HashParentsInLanes(children, mode, chainingValues, MaxLanes);
        for (int i = done; i < count; i++)
        {
            ParentNode(children.Slice(i * BlockWords, BlockWords), mode).WriteChainingValue(chainingValues[(i * ChainingWords)..]);
        }
    }

    /// <summary>The node of one leaf of at most 1,024 bytes: all its blocks but the last are compressed already.</summary>
    public static Blake3Node LeafNode(ReadOnlySpan<byte> leaf, in Blake3Mode mode, ulong leafIndex)
    {
        Blake3Node node = default;
        node.Input = mode.Key;
        node.Counter = leafIndex;
        node.Flags = mode.Flags | Blake3Flags.LeafStart;

        while (leaf.Length > BlockLength)
        {
            LoadWords(leaf[..BlockLength], node.Block);
            Compress(node.Input, node.Block, leafIndex, BlockLength, node.Flags);
            node.Flags = mode.Flags;
            leaf = leaf[BlockLength..];
        }

        LoadLastBlock(leaf, node.Block);
        node.BlockLength = leaf.Length;
        node.Flags |= Blake3Flags.LeafEnd;
        return node;
    }

    /// <summary>The node above two children, whose chaining values are its one block.</summary>
    public static Blake3Node ParentNode(ReadOnlySpan<uint> children, in Blake3Mode mode)
    {
        Blake3Node node = default;
        node.Input = mode.Key;
        children.CopyTo(node.Block);
        node.BlockLength = BlockLength;
        node.Flags = mode.Flags | Blake3Flags.Parent;
        return node;
    }

    public static void LoadWords(ReadOnlySpan<byte> bytes, Span<uint> words)
    {
        bytes.CopyTo(MemoryMarshal.AsBytes(words));
        ToLittleEndian(words);
    }

    public static void StoreWords(Span<uint> words, Span<byte> bytes)
    {
        ToLittleEndian(words);
        MemoryMarshal.AsBytes(words)[..bytes.Length].CopyTo(bytes);
    }

    private static void LoadLastBlock(ReadOnlySpan<byte> bytes, Span<uint> words)
    {
        words.Clear();
        bytes.CopyTo(MemoryMarshal.AsBytes(words));
        ToLittleEndian(words);
    }

    private static void ToLittleEndian(Span<uint> words)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
