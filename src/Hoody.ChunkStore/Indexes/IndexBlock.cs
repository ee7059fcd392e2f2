using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Indexes;

/// <summary>What a part knows of a narrow range of keys: where they begin, and a filter that turns most others away.</summary>
/// <remarks>
/// Little-endian. One line of the processor's cache answers a miss, and says to a hit which few keys to look at.
/// <code>
/// offset  size  field
///      0     4  first    position of the range's first key in the part
///      4    12  filter   three words; each key sets two bits of each
/// </code>
/// Specification: FORMAT.md, "Index".
/// </remarks>
internal struct IndexBlock
{
    internal const int Size = 16;

    /// <summary>Keys a block has on average: 12 bits of filter a key let 1 in 100 strangers pass.</summary>
    internal const int KeysPerBlock = 8;

    internal uint First;
    internal uint Filter0;
    internal uint Filter1;
    internal uint Filter2;

    // The low half of a key, which the choice of the block does not look at.
    internal void AddKey(ulong low)
    {
        Filter0 |= Bits((uint)low);
        Filter1 |= Bits((uint)(low >> 10));
        Filter2 |= Bits((uint)(low >> 20));
    }

    /// <summary>Whether the block's range may hold the key; the block is given as it is stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool MayHold(ulong word0, ulong word1, ulong low)
    {
        uint bits0 = Bits((uint)low);
        uint bits1 = Bits((uint)(low >> 10));
        uint bits2 = Bits((uint)(low >> 20));
        return ((uint)(word0 >> 32) & bits0) == bits0 && ((uint)word1 & bits1) == bits1 && ((uint)(word1 >> 32) & bits2) == bits2;
    }

    internal readonly void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, First);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Filter0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Filter1);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], Filter2);
    }

    private static uint Bits(uint five2) => (1u << (int)(five2 & 31)) | (1u << (int)((five2 >> 5) & 31));
}
