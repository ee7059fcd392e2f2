using System.Runtime.InteropServices;
using Hoody.Hashing;

namespace Hoody.ChunkStore;

/// <summary>The name of a blob: the 32-byte BLAKE3 hash of its plain bytes, taken in the domain of its <see cref="BlobKind"/>.</summary>
/// <remarks>The id of a chunk is the plain hash, as <c>b3sum</c> prints it. Specification: FORMAT.md, "Blob ids".</remarks>
public readonly record struct BlobId : IComparable<BlobId>
{
    /// <summary>The length of an id: 32 bytes.</summary>
    public const int LengthBytes = Blake3Digest.LengthBytes;

    // Each context is frozen: changing one renames every blob of that kind.
    private const string TreeContext = "Hoody.ChunkStore 2026-11-24 tree blob v1";
    private const string ChunkListContext = "Hoody.ChunkStore 2026-11-24 chunk list blob v1";
    private const string SnapshotContext = "Hoody.ChunkStore 2026-11-24 snapshot blob v1";

    private readonly Blake3Digest _digest;

    /// <summary>Copies an id from its 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not exactly 32 bytes long.</exception>
    public BlobId(ReadOnlySpan<byte> bytes)
        : this(new Blake3Digest(bytes))
    {
    }

    internal BlobId(Blake3Digest digest) => _digest = digest;

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>, byte by byte.</summary>
    public static bool operator <(BlobId left, BlobId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>, byte by byte.</summary>
    public static bool operator >(BlobId left, BlobId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts before or with <paramref name="right"/>, byte by byte.</summary>
    public static bool operator <=(BlobId left, BlobId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after or with <paramref name="right"/>, byte by byte.</summary>
    public static bool operator >=(BlobId left, BlobId right) => left.CompareTo(right) >= 0;

    /// <summary>Whether both are the same bytes.</summary>
    // Not the digest's comparison, which takes the same time wherever two differ: an id is no secret, and a walk compares them by the million.
    public bool Equals(BlobId other) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<BlobId>(in this)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<BlobId>(in other)));

    /// <summary>The id that <paramref name="plain"/> has as a blob of <paramref name="kind"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not one of the named kinds.</exception>
    public static BlobId Compute(BlobKind kind, ReadOnlySpan<byte> plain) =>
        new(kind == BlobKind.Chunk ? Blake3Hasher.Hash(plain) : Blake3Hasher.DeriveKey(ContextOf(kind), plain));

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not one of the named kinds.</exception>
    internal static void ThrowIfNotKind(BlobKind kind)
    {
        if (kind != BlobKind.Chunk)
        {
            _ = ContextOf(kind);
        }
    }

    /// <summary>The ids of many blobs of one kind that lie in one buffer, hashed side by side.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a kind, or a blob lies outside the buffer.</exception>
    internal static void ComputeMany(BlobKind kind, ReadOnlySpan<byte> buffer, ReadOnlySpan<ByteRange> blobs, Span<BlobId> ids)
    {
        Span<Blake3Digest> digests = MemoryMarshal.Cast<BlobId, Blake3Digest>(ids); // an id is a digest and nothing else
        if (kind == BlobKind.Chunk)
        {
            Blake3Hasher.HashMany(buffer, blobs, digests);
        }
        else
        {
            Blake3Hasher.DeriveKeyMany(ContextOf(kind), buffer, blobs, digests);
        }
    }

    /// <summary>Reads an id from its 64 hexadecimal digits, of either case.</summary>
    /// <exception cref="FormatException">The text is anything but 64 hexadecimal digits.</exception>
    public static BlobId Parse(ReadOnlySpan<char> text) => new(Blake3Digest.Parse(text));

    /// <summary>Reads an id from 64 hexadecimal digits of either case; false when the text is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BlobId id)
    {
        bool isId = Blake3Digest.TryParse(text, out Blake3Digest digest);
        id = new BlobId(digest);
        return isId;
    }

    /// <summary>Copies the 32 bytes to the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination) => _digest.CopyTo(destination);

    /// <summary>Compares two ids byte by byte, the order in which their hexadecimal texts sort.</summary>
    public int CompareTo(BlobId other) => _digest.CompareTo(other._digest);

    /// <summary>The hash code, which differs from process to process.</summary>
    // Seeded: content is chosen by users, and plain bytes of the id would let one of them fill a single bucket of a table.
    public override int GetHashCode() => HashCode.Combine(_digest);

    /// <summary>The id as 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => _digest.ToString();

    private static string ContextOf(BlobKind kind) => kind switch
    {
        BlobKind.Tree => TreeContext,
        BlobKind.ChunkList => ChunkListContext,
        BlobKind.Snapshot => SnapshotContext,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of blob."),
    };
}
