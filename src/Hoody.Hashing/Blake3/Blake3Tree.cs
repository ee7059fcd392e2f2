using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hoody.Hashing.Blake3;

/// <summary>The tree over an input that arrives in pieces: a stack of finished subtrees and the bytes of the leaf in progress.</summary>
/// <remarks>
/// Subtrees are joined as late as possible: two neighbours become one only when more input follows them, because the join of the last
/// two is the root, and the root is compressed with a flag of its own. Hence whatever is on the stack is never the root.
/// </remarks>
internal partial struct Blake3Tree
{
    // 2^54 leaves are 2^64 bytes, the most BLAKE3 hashes; one more for the subtree that waits to be joined.
    private const int MaxStackDepth = 55;

    private readonly Blake3Mode _mode;
    private SubtreeStack _stack;
    private int _stackDepth;
    private ulong _leafCount;
    private LeafBuffer _leaf;
    private int _leafLength;

    public Blake3Tree(in Blake3Mode mode)
    {
        // The buffers are 3 KiB that need no zeros: what is read was written.
        Unsafe.SkipInit(out this);
        _mode = mode;
        _stackDepth = 0;
        _leafCount = 0;
        _leafLength = 0;
    }

    public void Reset()
    {
        _stackDepth = 0;
        _leafCount = 0;
        _leafLength = 0;
    }

    public void Append(ReadOnlySpan<byte> input)
    {
        if (_leafLength > 0)
        {
            input = FillLeaf(input);
        }

        while (input.Length > Blake3Core.LeafLength)
        {
            int length = NextSubtreeLength(input.Length);
            AppendSubtree(input[..length]);
            input = input[length..];
        }

        if (!input.IsEmpty)
        {
            input.CopyTo(Leaf[_leafLength..]);
            _leafLength += input.Length;
            Join();
        }
    }

    /// <summary>The root over all that was appended. The tree itself is unchanged and can go on.</summary>
    public readonly Blake3Node Root()
    {
        Span<uint> pair = stackalloc uint[Blake3Core.BlockWords];
        ReadOnlySpan<uint> stack = _stack;
        int depth = _stackDepth;
        Blake3Node node;

        if (depth == 0 || _leafLength > 0)
        {
            ReadOnlySpan<byte> leaf = _leaf;
            node = Blake3Core.LeafNode(leaf[.._leafLength], _mode, _leafCount);
        }
        else
        {
            depth -= 2;
            node = Blake3Core.ParentNode(stack.Slice(depth * Blake3Core.ChainingWords, Blake3Core.BlockWords), _mode);
        }

        while (depth > 0)
        {
            depth--;
            stack.Slice(depth * Blake3Core.ChainingWords, Blake3Core.ChainingWords).CopyTo(pair);
            node.WriteChainingValue(pair[Blake3Core.ChainingWords..]);
            node = Blake3Core.ParentNode(pair, _mode);
        }

        return node;
    }

    private ReadOnlySpan<byte> FillLeaf(ReadOnlySpan<byte> input)
    {
        int length = Math.Min(Blake3Core.LeafLength - _leafLength, input.Length);
        input[..length].CopyTo(Leaf[_leafLength..]);
        _leafLength += length;

        // A full leaf is closed only when more input follows: until then it may be the root.
        if (length < input.Length)
        {
            AppendSubtree(Leaf);
            _leafLength = 0;
        }

        return input[length..];
    }

    private void AppendSubtree(ReadOnlySpan<byte> subtree)
    {
        Span<uint> top = stackalloc uint[TopWords];
        int count = HashSubtree(subtree, _mode, _leafCount, top);
        PushSubtree(top[..(count * Blake3Core.ChainingWords)], subtree.Length / Blake3Core.LeafLength);
    }

    /// <summary>The largest whole subtree that starts here: a power of two of leaves, at a multiple of itself.</summary>
    private readonly int NextSubtreeLength(int available)
    {
        int leaves = Math.Min(available / Blake3Core.LeafLength, MaxSubtreeLeaves);
        int leavesHere = 1 << BitOperations.Log2((uint)leaves);
        int aligned = _leafCount == 0 ? leavesHere : (int)Math.Min((ulong)leavesHere, _leafCount & (~_leafCount + 1));
        return aligned * Blake3Core.LeafLength;
    }

    /// <summary>Joins what can no longer be the root: one subtree stays for every one bit of the leaf count.</summary>
    private void Join()
    {
        int wanted = BitOperations.PopCount(_leafCount);
        while (_stackDepth > wanted)
        {
            Span<uint> pair = Stack.Slice((_stackDepth - 2) * Blake3Core.ChainingWords, Blake3Core.BlockWords);
            Blake3Core.ParentNode(pair, _mode).WriteChainingValue(pair);
            _stackDepth--;
        }
    }

    private void Push(ReadOnlySpan<uint> chainingValue)
    {
        chainingValue.CopyTo(Stack[(_stackDepth * Blake3Core.ChainingWords)..]);
        _stackDepth++;
    }

    private Span<uint> Stack
    {
        [UnscopedRef]
        get => MemoryMarshal.CreateSpan(ref Unsafe.As<SubtreeStack, uint>(ref _stack), MaxStackDepth * Blake3Core.ChainingWords);
    }

    private Span<byte> Leaf
    {
        [UnscopedRef]
        get => MemoryMarshal.CreateSpan(ref Unsafe.As<LeafBuffer, byte>(ref _leaf), Blake3Core.LeafLength);
    }

    [InlineArray(MaxStackDepth * Blake3Core.ChainingWords)]
    private struct SubtreeStack
    {
        private uint _first;
    }

    [InlineArray(Blake3Core.LeafLength)]
    private struct LeafBuffer
    {
        private byte _first;
    }
}
