using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hoody.Hashing.Blake3;

/// <content>One whole subtree: hashed by itself, on any thread, and then put in its place.</content>
internal partial struct Blake3Tree
{
    /// <summary>The longest subtree that is hashed as one: 256 KiB.</summary>
    public const int MaxSubtreeLength = MaxSubtreeLeaves * Blake3Core.LeafLength;

    // A subtree is left in two halves: their join may turn out to be the root.
    public const int TopWords = 2 * Blake3Core.ChainingWords;

    // Enough leaves for their parents to fill vectors level after level, and still a small stack buffer.
    private const int MaxSubtreeLeaves = 256;

    /// <summary>Whether the input or the key may be a secret: whatever holds them is wiped after use.</summary>
    public readonly bool IsKeyed => _mode.Flags != Blake3Flags.None;

    /// <summary>Overwrites the key, the stack and the leaf in progress.</summary>
    public void Wipe() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(new Span<Blake3Tree>(ref this)));

    /// <summary>
    /// Writes the chaining values of the two halves of a subtree, or that of its one leaf; says how many they are.
    /// </summary>
    public static int HashSubtree(ReadOnlySpan<byte> subtree, in Blake3Mode mode, ulong leafIndex, Span<uint> top)
    {
        int count = subtree.Length / Blake3Core.LeafLength;
        Span<uint> chainingValues = stackalloc uint[MaxSubtreeLeaves * Blake3Core.ChainingWords];
        Blake3Core.HashLeaves(subtree, mode, leafIndex, chainingValues[..(count * Blake3Core.ChainingWords)]);
        while (count > 2)
        {
            Blake3Core.HashParents(chainingValues[..(count * Blake3Core.ChainingWords)], mode, chainingValues);
            count /= 2;
        }

        chainingValues[..(count * Blake3Core.ChainingWords)].CopyTo(top);
        return count;
    }

    private void PushSubtree(ReadOnlySpan<uint> top, int leaves)
    {
        int count = top.Length / Blake3Core.ChainingWords;
        for (int i = 0; i < count; i++)
        {
            Join();
            Push(top.Slice(i * Blake3Core.ChainingWords, Blake3Core.ChainingWords));
            _leafCount += (ulong)(leaves / count);
        }
    }
}
