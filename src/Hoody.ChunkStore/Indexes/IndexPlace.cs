using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Where a blob stands: the number of its pack, its record's offset there, and its lengths.</summary>
/// <remarks>
/// Little-endian. Within a run the pack is the number of a line of the run's own table.
/// <code>
/// offset  size  field
///      0     3  pack
///      3     4  offset         of the record in the pack
///      7     3  storedLength   bytes of the payload
///     10     3  rawLength      bytes of the blob
/// </code>
/// Specification: FORMAT.md, "Index".
/// </remarks>
internal readonly record struct IndexPlace(int Pack, int Offset, int StoredLength, int RawLength)
{
    internal const int Size = 13;

    /// <summary>What three bytes hold: no run has more packs, and no blob is longer.</summary>
    internal const int MaxPack = (1 << 24) - 1;

    /// <summary>The places of a pack's blobs, each with its key, in the pack's order.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="number">Its number.</param>
    internal static IEnumerable<(UInt128 Key, IndexPlace Place)> Of(PackDirectory pack, int number)
    {
        int offset = 0;
        foreach (PackEntry entry in pack.Entries)
        {
            yield return (IndexKey.Of(entry.Id), new IndexPlace(number, offset, entry.StoredLength, entry.RawLength));
            offset += entry.RecordLength;
        }
    }

    internal void Write(Span<byte> destination)
    {
        WriteUInt24(destination, Pack);
        BinaryPrimitives.WriteInt32LittleEndian(destination[3..], Offset);
        WriteUInt24(destination[7..], StoredLength);
        WriteUInt24(destination[10..], RawLength);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static IndexPlace Read(ReadOnlySpan<byte> source) => new(
        ReadUInt24(source),
        BinaryPrimitives.ReadInt32LittleEndian(source[3..]),
        ReadUInt24(source[7..]),
        ReadUInt24(source[10..]));

    private static void WriteUInt24(Span<byte> destination, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)value);
        destination[2] = checked((byte)(value >> 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadUInt24(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadUInt16LittleEndian(source) | (source[2] << 16);
}
