using System.Buffers.Binary;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Sealing;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Verification;

/// <summary>Which packs were verified when: the object <c>verification/&lt;number&gt;</c>. The one with the highest number counts.</summary>
/// <remarks>
/// Little-endian.
/// <code>
/// offset      size  field
///      0         4  magic       "HVT1"
///      4         4  count
///      8 + 44 i  32  pack        ids, strictly ascending
///       + 32      4  structure   when its structure was last verified: seconds since 1970, 0 for never
///       + 36      4  checksums   likewise its checksums
///       + 40      4  full        likewise all of it
///      8 + 44 count  32  hash    BLAKE3 of all before
/// </code>
/// Specification: FORMAT.md, "Verification".
/// </remarks>
internal static class VerificationTable
{
    internal const string Prefix = "verification/";

    /// <summary>8 TiB of full packs, a table of 11 MiB. Of more, those are left out that were verified longest ago: they come first anyway.</summary>
    internal const int MaxPacks = 262_144;

    internal const int MaxLengthBytes = HeaderLength + (MaxPacks * LineLength) + Blake3Digest.LengthBytes;

    private const int HeaderLength = 8;
    private const int LineLength = 44;

    private static ReadOnlySpan<byte> Magic => "HVT1"u8;

    internal static ObjectSeries SeriesIn(IStorageBackend backend) => new(backend, Prefix, MaxLengthBytes);

    internal static byte[] Encode(IReadOnlyDictionary<Blake3Digest, VerifiedTimes> packs)
    {
        KeyValuePair<Blake3Digest, VerifiedTimes>[] kept =
            [.. packs.OrderByDescending(pack => pack.Value.Structure).Take(MaxPacks).OrderBy(pack => pack.Key)];
        byte[] bytes = new byte[LengthOf(kept.Length)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), kept.Length);
        Span<byte> rest = bytes.AsSpan(HeaderLength);
        foreach ((Blake3Digest pack, VerifiedTimes times) in kept)
        {
            pack.CopyTo(rest);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[32..], times.Structure);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[36..], times.Checksums);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[40..], times.Full);
            rest = rest[LineLength..];
        }

        Blake3Hasher.Hash(bytes.AsSpan(0, bytes.Length - Blake3Digest.LengthBytes)).CopyTo(rest);
        return bytes;
    }

    /// <exception cref="CorruptDataException">The bytes are not a table.</exception>
    /// <exception cref="UnsupportedFormatException">A table of a later version.</exception>
    internal static Dictionary<Blake3Digest, VerifiedTimes> Decode(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.Length < LengthOf(0) || !bytes[..3].SequenceEqual(Magic[..3]))
        {
            throw new CorruptDataException(what, "it is cut short, or not a table of verified packs");
        }

        if (bytes[3] is > (byte)'1' and <= (byte)'9')
        {
            throw new UnsupportedFormatException(what, $"version {(char)bytes[3]}", "version 1");
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (bytes[3] != Magic[3] || count is < 0 or > MaxPacks || bytes.Length != LengthOf(count)
            || Blake3Hasher.Hash(bytes[..^Blake3Digest.LengthBytes]) != new Blake3Digest(bytes[^Blake3Digest.LengthBytes..]))
        {
            throw new CorruptDataException(what, $"it tells of {count} packs in {bytes.Length} bytes, or its hash does not match");
        }

        Dictionary<Blake3Digest, VerifiedTimes> packs = new(count);
        Blake3Digest last = default;
        for (ReadOnlySpan<byte> rest = bytes[HeaderLength..^Blake3Digest.LengthBytes]; !rest.IsEmpty; rest = rest[LineLength..])
        {
            Blake3Digest pack = new(rest[..Blake3Digest.LengthBytes]);
            if (packs.Count > 0 && pack <= last)
            {
                throw new CorruptDataException(what, "its packs are not in order");
            }

            packs.Add(last = pack, new VerifiedTimes(
                BinaryPrimitives.ReadUInt32LittleEndian(rest[32..]),
                BinaryPrimitives.ReadUInt32LittleEndian(rest[36..]),
                BinaryPrimitives.ReadUInt32LittleEndian(rest[40..])));
        }

        return packs;
    }

    private static int LengthOf(int count) => HeaderLength + (count * LineLength) + Blake3Digest.LengthBytes;
}
