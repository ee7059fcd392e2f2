using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>The prefixes of the chunks that a pack's trees refer to, in the object that tells of them: where they are, and what each block of them hashes to. Immutable.</summary>
/// <param name="pack">The pack's id.</param>
/// <param name="offset">Where they begin in the object.</param>
/// <param name="count">How many.</param>
/// <param name="blockHashes">One for each block, as the object's head tells.</param>
internal sealed class StoredPrefixes(Blake3Digest pack, int offset, int count, ulong[] blockHashes)
{
    /// <summary>What is verified, and so read, together: 4 KiB.</summary>
    internal const int PerBlock = 512;

    internal const int BlockLength = PerBlock * IdPrefix.Size;

    internal Blake3Digest Pack => pack;

    /// <summary>The object's name.</summary>
    internal string Name => PackReferences.NameOf(pack);

    internal int Count => count;

    internal static int BlocksOf(int count) => (count + PerBlock - 1) / PerBlock;

    internal static ulong ShortHashOf(Blake3Digest digest) =>
        BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.AsBytes(new ReadOnlySpan<Blake3Digest>(in digest)));

    /// <summary>Where a prefix is in the object.</summary>
    internal long OffsetOf(int number) => offset + ((long)number * IdPrefix.Size);

    /// <summary>Verifies the prefixes of some blocks, and turns them into numbers where they lie.</summary>
    /// <param name="first">The number of the first: a multiple of <see cref="PerBlock"/>.</param>
    /// <param name="bytes">Whole blocks; the last of the object may be shorter.</param>
    /// <returns>The same bytes.</returns>
    /// <exception cref="CorruptDataException">They are damaged, or not in order.</exception>
    [MethodImpl(AtFirstUse.Optimized)]
    internal Span<ulong> Decode(int first, Span<byte> bytes)
    {
        ByteRange[] blocks = new ByteRange[BlocksOf(bytes.Length / IdPrefix.Size)];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = new ByteRange(i * BlockLength, Math.Min(BlockLength, bytes.Length - (i * BlockLength)));
        }

        Blake3Digest[] found = new Blake3Digest[blocks.Length];
        Blake3Hasher.HashMany(bytes, blocks, found);
        for (int i = 0; i < found.Length; i++)
        {
            int block = (first / PerBlock) + i;
            if (ShortHashOf(found[i]) != blockHashes[block])
            {
                throw new CorruptDataException($"Object '{Name}'", $"block {block} of its prefixes does not have the hash that is told of it");
            }
        }

        Span<ulong> prefixes = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (int i = 0; i < prefixes.Length; i++)
        {
            prefixes[i] = BitConverter.IsLittleEndian ? prefixes[i] : BinaryPrimitives.ReverseEndianness(prefixes[i]);
            if (i > 0 && prefixes[i] <= prefixes[i - 1])
            {
                throw new CorruptDataException($"Object '{Name}'", $"prefix {first + i} is not higher than the one before");
            }
        }

        return prefixes;
    }
}
