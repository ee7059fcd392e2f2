using System.Security.Cryptography;
using Hoody.ChunkStore.Codecs;
using Hoody.ChunkStore.Indexes;
using Hoody.Hashing;

namespace Hoody.ChunkStore;

/// <summary>Choices for a store.</summary>
public sealed record BlobStoreOptions
{
    /// <summary>How a new store cuts files. Default: <see cref="ChunkerProfile.General"/>. An existing store keeps the profile it was created with.</summary>
    public ChunkerProfile Chunker { get; init; } = ChunkerProfile.General;

    /// <summary>How new blobs are stored. Default: <see cref="BlobCodec.Zstd"/>. Blobs that would not become a sixteenth shorter are stored as they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the named codecs.</exception>
    public BlobCodec Compression
    {
        get;
        init => field = PayloadCodec.IsKnown(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Not a codec.");
    } = BlobCodec.Zstd;

    /// <summary>How hard <see cref="BlobCodec.Zstd"/> tries, from −7 (fast) to 9 (small). Default: 1. Reading takes the same time after all of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public int ZstdLevel
    {
        get;
        init => field = value is >= -7 and <= 9 // beyond that a context takes more memory than a whole session
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A Zstandard level is from -7 to 9.");
    } = 1;

    // Large enough that one fsync serves hundreds of chunks, small enough to rewrite, and to hold two of them in memory where a backend takes only whole objects.
    internal int DataPackLengthBytes { get; init; } = 16 << 20;

    // Apart from the data and smaller: a walk over trees reads few packs, and nothing it does not need.
    internal int TreePackLengthBytes { get; init; } = 4 << 20;

    // What the trees of a pack refer to is noted beside it where it is longer than that: less is read as quickly as the note.
    internal int MinNotedPackLengthBytes { get; init; } = 64 << 10;

    // What a pack holds in memory before it is written through to a file without a name: a little less than a block, so that one call mostly writes it.
    internal int SpillLengthBytes { get; init; } = 7 << 15;

    internal ProtocolRules Rules { get; init; } = ProtocolRules.All;

    // Null: a process that shows no life to collectors.
    internal TimeProvider? Time { get; init; } = TimeProvider.System;

    internal Func<Guid> NewLeaseId { get; init; } = Guid.NewGuid;

    // Plain bytes that wait to be encoded: a dozen chunks a processor, so that all have work while the reader reads. A blob's payload has as much room beside it.
    internal int MaxQueuedBytes { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 8) << 20;

    // What the index keeps on the heap before it writes a run: about 5 MiB, and as much again in a snapshot of it. Only tiny blobs come so far.
    internal int IndexTailEntries { get; init; } = 1 << 16;

    // Or so many packs, since each is a directory to read when a store is opened: 64 of them were half of the time that a small program takes.
    internal int IndexTailPacks { get; init; } = 16;

    internal int IndexPartEntries { get; init; } = IndexPart.MaxEntries;

    internal FillRandom Random { get; init; } = RandomNumberGenerator.Fill;

    internal delegate void FillRandom(Span<byte> destination);
}
