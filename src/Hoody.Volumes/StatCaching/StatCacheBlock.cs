using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.Hashing;

namespace Hoody.Volumes.StatCaching;

/// <summary>What stands before each piece of a cache, and makes sure of it.</summary>
/// <remarks>
/// Little-endian.
/// <code>
/// offset  size  field
///      0     8  checksum   the first bytes of the keyed BLAKE3 hash of what follows
///      8     4  length     bytes of the payload
///     12     8  offset     where in the file the block begins: it is found nowhere else
///     20     …  payload
/// </code>
/// Specification: FORMAT.md, "Stat cache".
/// </remarks>
internal static class StatCacheBlock
{
    public const int HeadLength = 20;

    /// <summary>No writer makes longer ones: a directory of 2²⁰ entries with the longest names has 10,000 segments.</summary>
    public const int MaxPayloadLength = 1 << 20;

    /// <summary>The last block of a file: the offset of the root's.</summary>
    public const int FooterLength = HeadLength + sizeof(long);

    private const int LengthOffset = 8;
    private const int OffsetOffset = 12;

    /// <summary>Fills in the head of a block whose payload is in place.</summary>
    public static void Seal(Span<byte> block, long offset, ReadOnlySpan<byte> key)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block[LengthOffset..], block.Length - HeadLength);
        BinaryPrimitives.WriteInt64LittleEndian(block[OffsetOffset..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(block, Checksum(block, key));
    }

    /// <summary>The length of a block with its head, as its first bytes claim.</summary>
    public static long TotalLength(ReadOnlySpan<byte> head) => HeadLength + (long)BinaryPrimitives.ReadUInt32LittleEndian(head[LengthOffset..]);

    /// <exception cref="CorruptDataException">It is not the block that was written there.</exception>
    public static void Verify(ReadOnlySpan<byte> block, long offset, ReadOnlySpan<byte> key)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(block) != Checksum(block, key) || BinaryPrimitives.ReadInt64LittleEndian(block[OffsetOffset..]) != offset)
        {
            throw StatCacheFile.Damaged($"the block at byte {offset} is not what was written there");
        }
    }

    private static ulong Checksum(ReadOnlySpan<byte> block, ReadOnlySpan<byte> key)
    {
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        Blake3Hasher.HashKeyed(key, block[LengthOffset..]).CopyTo(digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
