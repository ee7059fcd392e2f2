using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>What all trees of a pack refer to: the object <c>references/&lt;pack&gt;</c>. A hint: without it the trees are read. Immutable; the caller disposes it.</summary>
/// <remarks>
/// Little-endian.
/// <code>
/// offset              size  field
///      0                 4  magic        "HRF1"
///      4                 4  blobCount
///      8                 4  edgeCount
///     12                 4  prefixCount
///     16                32  pack         its id
///     48                32  rules        BLAKE3 of the version of whoever knew the references
///     80    12 · blobCount  places       the first eight bytes of the id, as a number, and the offset of the record of each blob that is no chunk, ascending
///      …     4 · blobCount  edgeEnds     the edges up to and with those of each
///      …    33 · edgeCount  edges        kind and id of each blob that is no chunk
///      …        8 · blocks  blockHashes  the first eight bytes of BLAKE3 of each 512 prefixes, the last of fewer
///      …                32  hash         BLAKE3 of all before
///      …   8 · prefixCount  prefixes     the first eight bytes of the ids of chunks, ascending, each once
/// </code>
/// So a block of prefixes is verified by itself, and nobody has to hold all of them. Specification: FORMAT.md, "References".
/// </remarks>
internal sealed class PackReferences : IDisposable
{
    internal const string ObjectPrefix = "references/";

    /// <summary>8 MiB of prefixes: several times what trees of a usual pack refer to. Of more no object is made.</summary>
    internal const int MaxPrefixes = 1 << 20;

    /// <summary>Likewise; a table of 8 MiB.</summary>
    internal const int MaxEdges = 1 << 18;

    internal const int FixedLength = 80;

    private const int EdgeLength = 1 + BlobId.LengthBytes;
    private const int BlockHashLength = sizeof(ulong);

    private readonly PooledBytes _header;

    private PackReferences(PooledBytes header, StoredPrefixes prefixes) => (_header, Prefixes) = (header, prefixes);

    /// <summary>Where the blobs of the pack are that are no chunks, as long as this is not disposed.</summary>
    internal TreePlaces Blobs => PlacesIn(_header.Memory);

    /// <summary>Of the chunks: what is left in the object.</summary>
    internal StoredPrefixes Prefixes { get; }

    private static ReadOnlySpan<byte> Magic => "HRF1"u8;

    internal static string NameOf(Blake3Digest pack) => ObjectPrefix + pack;

    internal static bool TryParseName(string name, out Blake3Digest pack)
    {
        pack = default;
        return name.StartsWith(ObjectPrefix, StringComparison.Ordinal)
            && Blake3Digest.TryParse(name.AsSpan(ObjectPrefix.Length), out pack) && name == NameOf(pack);
    }

    /// <summary>Shows what a blob refers to beside chunks.</summary>
    /// <param name="blob">Its number among those of the pack that are no chunks.</param>
    /// <param name="visit">Called for each.</param>
    [MethodImpl(AtFirstUse.Optimized)]
    internal void VisitEdges(int blob, Action<BlobReference> visit)
    {
        ReadOnlySpan<byte> header = _header.Memory.Span;
        int first = blob == 0 ? 0 : EdgeEnd(header, blob - 1);
        int end = EdgeEnd(header, blob);
        for (ReadOnlySpan<byte> edges = header[(EdgesOffset(CountsIn(header).Blobs) + (EdgeLength * first))..]; first < end; first++, edges = edges[EdgeLength..])
        {
            visit(new BlobReference((BlobKind)edges[0], new BlobId(edges[1..EdgeLength])));
        }
    }

    /// <summary>How many bytes there are before the prefixes, as the first <see cref="FixedLength"/> of them say.</summary>
    /// <exception cref="CorruptDataException">The bytes are not the beginning of such an object of that length.</exception>
    /// <exception cref="UnsupportedFormatException">One of a later version.</exception>
    internal static int HeaderLength(ReadOnlySpan<byte> bytes, long length, string what)
    {
        if (bytes.Length < FixedLength || !bytes[..3].SequenceEqual(Magic[..3]))
        {
            throw new CorruptDataException(what, "it is cut short, or does not tell of references");
        }

        if (bytes[3] is > (byte)'1' and <= (byte)'9')
        {
            throw new UnsupportedFormatException(what, $"version {(char)bytes[3]}", "version 1");
        }

        (int blobs, int edges, int prefixes) = CountsIn(bytes);
        return blobs is >= 0 and <= PackDirectory.MaxCount && edges is >= 0 and <= MaxEdges && prefixes is >= 0 and <= MaxPrefixes
            && HeaderLength(blobs, edges, prefixes) + ((long)prefixes * IdPrefix.Size) == length
            ? HeaderLength(blobs, edges, prefixes)
            : throw new CorruptDataException(what, $"it tells of {edges} references of {blobs} blobs and of {prefixes} chunks in {length} bytes");
    }

    /// <param name="header">All before the prefixes; the result's to dispose, also after an error.</param>
    /// <param name="pack">The pack that they should be of.</param>
    /// <param name="what">What errors call the object.</param>
    /// <exception cref="CorruptDataException">The bytes are damaged, or of another pack.</exception>
    internal static PackReferences Decode(PooledBytes header, Blake3Digest pack, string what)
    {
        ReadOnlySpan<byte> bytes = header.Memory.Span;
        ReadOnlySpan<byte> content = bytes[..^Blake3Digest.LengthBytes];
        if (Blake3Hasher.Hash(content) != new Blake3Digest(bytes[content.Length..]) || new Blake3Digest(bytes.Slice(16, Blake3Digest.LengthBytes)) != pack)
        {
            throw new CorruptDataException(what, "its hash does not match, or it is of another pack");
        }

        (int blobCount, int edgeCount, int prefixCount) = CountsIn(bytes);
        int last = 0;
        for (int i = 0; i < blobCount; i++)
        {
            int end = EdgeEnd(bytes, i);
            last = end >= last && end <= edgeCount
                ? end : throw new CorruptDataException(what, $"the references of blob {i} end at {end}, those before at {last}; there are {edgeCount}");
        }

        if (last != edgeCount)
        {
            throw new CorruptDataException(what, $"the references of its blobs end at {last}; there are {edgeCount}");
        }

        if (!PlacesIn(header.Memory).AreAscending())
        {
            throw new CorruptDataException(what, "the places of its blobs are not in order");
        }

        ulong[] hashes = new ulong[StoredPrefixes.BlocksOf(prefixCount)];
        ReadOnlySpan<byte> rest = content[^(BlockHashLength * hashes.Length)..];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = BinaryPrimitives.ReadUInt64LittleEndian(rest[(BlockHashLength * i)..]);
        }

        return new PackReferences(header, new StoredPrefixes(pack, bytes.Length, prefixCount, hashes));
    }

    /// <summary>Whether the object was made by the same rules.</summary>
    internal bool IsBy(string rules) => new Blake3Digest(_header.Memory.Span.Slice(48, Blake3Digest.LengthBytes)) == HashOf(rules);

    /// <summary>Gives the memory back; the prefixes can be read still.</summary>
    public void Dispose() => _header.Dispose();

    /// <summary>The whole object; the caller disposes it.</summary>
    /// <param name="pack">The pack's id.</param>
    /// <param name="rules">The version of whoever knew the references.</param>
    /// <param name="blobs">Where the blobs are that are no chunks.</param>
    /// <param name="edges">What each of them refers to beside chunks.</param>
    /// <param name="prefixes">Those of all chunks, ascending, each once.</param>
    internal static PooledBytes Encode(
        Blake3Digest pack, string rules, TreePlaces blobs, IReadOnlyCollection<BlobReference[]> edges, ReadOnlySpan<ulong> prefixes)
    {
        int edgeCount = edges.Sum(some => some.Length);
        int headerLength = HeaderLength(blobs.Count, edgeCount, prefixes.Length);
        PooledBytes content = new(headerLength + (prefixes.Length * IdPrefix.Size));
        Span<byte> bytes = content.Memory.Span;
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], blobs.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], edgeCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], prefixes.Length);
        pack.CopyTo(bytes[16..]);
        HashOf(rules).CopyTo(bytes[48..]);
        blobs.CopyTo(bytes[FixedLength..]);
        Span<byte> rest = bytes[EdgeEndsOffset(blobs.Count)..];
        int end = 0;
        foreach (BlobReference[] some in edges)
        {
            end += some.Length;
            BinaryPrimitives.WriteInt32LittleEndian(rest, end);
            rest = rest[sizeof(int)..];
        }

        foreach (BlobReference edge in edges.SelectMany(some => some))
        {
            rest[0] = (byte)edge.Kind;
            edge.Id.CopyTo(rest[1..]);
            rest = rest[EdgeLength..];
        }

        Span<byte> stored = bytes[headerLength..];
        foreach (ulong prefix in prefixes)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(stored, prefix);
            stored = stored[IdPrefix.Size..];
        }

        for (Span<byte> block = bytes[headerLength..]; !block.IsEmpty; rest = rest[BlockHashLength..])
        {
            int length = Math.Min(StoredPrefixes.BlockLength, block.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(rest, StoredPrefixes.ShortHashOf(Blake3Hasher.Hash(block[..length])));
            block = block[length..];
        }

        Blake3Hasher.Hash(bytes[..(headerLength - Blake3Digest.LengthBytes)]).CopyTo(rest);
        return content;
    }

    private static Blake3Digest HashOf(string rules) => Blake3Hasher.Hash(Encoding.UTF8.GetBytes(rules));

    private static (int Blobs, int Edges, int Prefixes) CountsIn(ReadOnlySpan<byte> bytes) =>
        (BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]));

    private static TreePlaces PlacesIn(ReadOnlyMemory<byte> header) => new(header[FixedLength..EdgeEndsOffset(CountsIn(header.Span).Blobs)]);

    private static int EdgeEnd(ReadOnlySpan<byte> header, int blob) =>
        BinaryPrimitives.ReadInt32LittleEndian(header[(EdgeEndsOffset(CountsIn(header).Blobs) + (sizeof(int) * blob))..]);

    private static int EdgeEndsOffset(int blobs) => FixedLength + (TreePlaces.PlaceLength * blobs);

    private static int EdgesOffset(int blobs) => EdgeEndsOffset(blobs) + (sizeof(int) * blobs);

    private static int HeaderLength(int blobs, int edges, int prefixes) =>
        EdgesOffset(blobs) + (EdgeLength * edges) + (BlockHashLength * StoredPrefixes.BlocksOf(prefixes)) + Blake3Digest.LengthBytes;
}
