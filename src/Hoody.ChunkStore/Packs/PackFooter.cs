using System.Buffers.Binary;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Packs;

/// <summary>The fixed tail of a pack; says where the directory begins and what it hashes to.</summary>
/// <remarks>
/// Little-endian. At the end of the pack, so that a pack is written in one forward pass.
/// <code>
/// offset  size  field
///      0    32  directoryHash   BLAKE3 of the directory: the pack's id
///     32     8  recordsLength   bytes of all records; the directory begins there
///     40     4  count           records, and entries in the directory
///     44     4  magic           "HPK1"
/// </code>
/// Specification: FORMAT.md, "Footer".
/// </remarks>
internal readonly record struct PackFooter(Blake3Digest DirectoryHash, long RecordsLength, int Count)
{
    internal const int Size = 48;

    /// <summary>No pack is longer: offsets fit 32 bits, and a directory fits a few dozen MiB of memory.</summary>
    internal const int MaxPackLength = 256 << 20;

    private static ReadOnlySpan<byte> Magic => "HPK1"u8;

    internal void Write(Span<byte> destination)
    {
        DirectoryHash.CopyTo(destination);
        BinaryPrimitives.WriteInt64LittleEndian(destination[32..], RecordsLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[40..], Count);
        Magic.CopyTo(destination[44..]);
    }

    /// <exception cref="CorruptDataException">Not a footer, or not the footer of a pack of that length.</exception>
    /// <exception cref="UnsupportedFormatException">The footer of a later pack version.</exception>
    internal static PackFooter Read(ReadOnlySpan<byte> tail, long packLength, string what)
    {
        CheckMagic(tail[44..], what);
        long recordsLength = BinaryPrimitives.ReadInt64LittleEndian(tail[32..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(tail[40..]);

        // Exact, so that one damaged field cannot make the other look plausible. The bounds first: no sum here can overflow.
        if (recordsLength < 0 || recordsLength > packLength || count is < 0 or > PackDirectory.MaxCount
            || recordsLength + PackDirectory.LengthOf(count) + Size != packLength || recordsLength < (long)count * PackRecordHeader.Size)
        {
            throw new CorruptDataException(
                what, $"its footer, at {packLength - Size}, tells of {count} records in {recordsLength} bytes; the pack has {packLength}");
        }

        return new PackFooter(new Blake3Digest(tail[..Blake3Digest.LengthBytes]), recordsLength, count);
    }

    private static void CheckMagic(ReadOnlySpan<byte> found, string what)
    {
        if (found.SequenceEqual(Magic))
        {
            return;
        }

        if (found[..3].SequenceEqual(Magic[..3]) && found[3] is > (byte)'1' and <= (byte)'9')
        {
            throw new UnsupportedFormatException(what, $"pack version {(char)found[3]}", "pack version 1");
        }

        throw new CorruptDataException(what, "its footer's magic is missing: it is cut short, or not a pack");
    }
}
