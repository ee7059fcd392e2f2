using System.Buffers.Binary;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The first bytes of a head: how much follows. Read by itself, so that nothing is allocated for counts that cannot be.</summary>
/// <remarks>The layout is that of <see cref="IndexHead"/>. Specification: FORMAT.md, "Index".</remarks>
internal readonly record struct IndexHeadFrame(int PartCount, int PackCount, int RemovedCount, long DuplicateEntries, long DuplicatePlainBytes)
{
    internal const int Size = 40;

    /// <summary>No head is longer: five million packs, about 80 TB in packs of 16 MiB.</summary>
    internal const int MaxLengthBytes = 256 << 20;

    /// <summary>Six times what five million packs of usual chunks need, and fewer than the mappings that Linux lets a process have.</summary>
    internal const int MaxParts = 16_384;

    private static ReadOnlySpan<byte> Magic => "HIX1"u8;

    /// <summary>What a head with these counts has.</summary>
    internal long LengthBytes =>
        Size + ((long)PartCount * IndexHead.Part.Size) + ((long)PackCount * IndexHead.PackSize) + (((long)RemovedCount + 1) * Blake3Digest.LengthBytes);

    internal void Write(Span<byte> destination)
    {
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], PartCount);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], PackCount);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], RemovedCount);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], DuplicateEntries);
        BinaryPrimitives.WriteInt64LittleEndian(destination[24..], DuplicatePlainBytes);
        destination[32..Size].Clear();
    }

    /// <param name="bytes">The head, or only its first <see cref="Size"/> bytes.</param>
    /// <param name="lengthBytes">The length of the whole head.</param>
    /// <param name="what">For messages.</param>
    /// <exception cref="CorruptDataException">Not a head, or not one of that length.</exception>
    /// <exception cref="UnsupportedFormatException">The head of a later version.</exception>
    internal static IndexHeadFrame Read(ReadOnlySpan<byte> bytes, long lengthBytes, string what)
    {
        CheckMagic(bytes, what);
        IndexHeadFrame frame = new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
        if (frame.PartCount is < 0 or > MaxParts || frame.PackCount is < 0 or > IndexPlace.MaxPack
            || frame.RemovedCount is < 0 or > IndexPlace.MaxPack || frame.LengthBytes != lengthBytes || lengthBytes > MaxLengthBytes)
        {
            throw new CorruptDataException(
                what, $"at 4 it tells of {frame.PartCount} parts, {frame.PackCount} packs and {frame.RemovedCount} removed ones in {lengthBytes} bytes");
        }

        return bytes[32..Size].IndexOfAnyExcept((byte)0) < 0
            ? frame
            : throw new CorruptDataException(what, "at 32 it has bytes that must be zero");
    }

    private static void CheckMagic(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.Length < Size || !bytes[..3].SequenceEqual(Magic[..3]) || bytes[3] is < (byte)'1' or > (byte)'9')
        {
            throw new CorruptDataException(what, "it is cut short, or its magic is missing");
        }

        if (bytes[3] != Magic[3])
        {
            throw new UnsupportedFormatException(what, $"index version {(char)bytes[3]}", "index version 1");
        }
    }
}
