using System.Buffers.Binary;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Sealing;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Closures;

/// <summary>Blobs that were found to be there with all they need: the object <c>closures/&lt;number&gt;</c>. The one with the highest number counts.</summary>
/// <remarks>
/// Little-endian.
/// <code>
/// offset              size  field
///      0                 4  magic      "HCS1"
///      4                 4  packCount
///      8                 4  blobCount
///     12                 4  zero
///     16   32 · packCount  packs      ids, strictly ascending: all that were usable
///      …   32 · blobCount  blobs      ids, strictly ascending
///      …                32  hash      BLAKE3 of all before
/// </code>
/// Specification: FORMAT.md, "Closures".
/// </remarks>
internal sealed record ClosureTable(IReadOnlyCollection<Blake3Digest> Packs, IReadOnlyCollection<BlobId> Blobs)
{
    internal const string Prefix = "closures/";

    /// <summary>8 TiB of full packs. Of a larger store no table is made.</summary>
    internal const int MaxPacks = 262_144;

    /// <summary>A table of 2 MiB, and about twice that in memory.</summary>
    internal const int MaxBlobs = 65_536;

    internal const int MaxLengthBytes = HeaderLength + ((MaxPacks + MaxBlobs + 1) * Blake3Digest.LengthBytes);

    private const int HeaderLength = 16;

    internal static ClosureTable Empty { get; } = new([], []);

    private static ReadOnlySpan<byte> Magic => "HCS1"u8;

    internal static ObjectSeries SeriesIn(IStorageBackend backend) => new(backend, Prefix, MaxLengthBytes);

    internal byte[] Encode()
    {
        byte[] bytes = new byte[HeaderLength + ((Packs.Count + Blobs.Count + 1) * Blake3Digest.LengthBytes)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Packs.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Blobs.Count);
        Span<byte> rest = bytes.AsSpan(HeaderLength);
        foreach (Blake3Digest pack in Packs.Order())
        {
            pack.CopyTo(rest);
            rest = rest[Blake3Digest.LengthBytes..];
        }

        foreach (BlobId blob in Blobs.Order())
        {
            blob.CopyTo(rest);
            rest = rest[BlobId.LengthBytes..];
        }

        Blake3Hasher.Hash(bytes.AsSpan(0, bytes.Length - Blake3Digest.LengthBytes)).CopyTo(rest);
        return bytes;
    }

    /// <exception cref="CorruptDataException">The bytes are not a table.</exception>
    /// <exception cref="UnsupportedFormatException">A table of a later version.</exception>
    internal static ClosureTable Decode(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.Length < HeaderLength + Blake3Digest.LengthBytes || !bytes[..3].SequenceEqual(Magic[..3]))
        {
            throw new CorruptDataException(what, "it is cut short, or not a table of closures");
        }

        if (bytes[3] is > (byte)'1' and <= (byte)'9')
        {
            throw new UnsupportedFormatException(what, $"version {(char)bytes[3]}", "version 1");
        }

        int packCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int blobCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (packCount is < 0 or > MaxPacks || blobCount is < 0 or > MaxBlobs
            || bytes.Length != HeaderLength + ((packCount + blobCount + 1) * Blake3Digest.LengthBytes))
        {
            throw new CorruptDataException(what, $"it tells of {packCount} packs and {blobCount} blobs in {bytes.Length} bytes");
        }

        HashSet<Blake3Digest> packs = new(packCount);
        HashSet<BlobId> blobs = new(blobCount);
        for (int i = 0; i < packCount + blobCount; i++)
        {
            ReadOnlySpan<byte> id = bytes.Slice(HeaderLength + (i * Blake3Digest.LengthBytes), Blake3Digest.LengthBytes);
            _ = i < packCount ? packs.Add(new Blake3Digest(id)) : blobs.Add(new BlobId(id));
        }

        // The table again from its values: whatever differs is damage, be it a byte, the order or an id that is there twice.
        ClosureTable table = new(packs, blobs);
        return bytes.SequenceEqual(table.Encode()) ? table : throw new CorruptDataException(what, "its hash does not match, or its ids are not in order");
    }
}
