using System.Security.Cryptography;
using Hoody.Hashing;

namespace Hoody.ChunkStore;

/// <summary>Choices for a store.</summary>
public sealed record BlobStoreOptions
{
    /// <summary>How a new store cuts files. Default: <see cref="ChunkerProfile.General"/>. An existing store keeps the profile it was created with.</summary>
    public ChunkerProfile Chunker { get; init; } = ChunkerProfile.General;

    // Large enough that one fsync serves hundreds of chunks, small enough to hold in memory and to rewrite.
    internal int DataPackLengthBytes { get; init; } = 32 << 20;

    // Apart from the data and smaller: a walk over trees reads few packs, and nothing it does not need.
    internal int TreePackLengthBytes { get; init; } = 4 << 20;

    internal ProtocolRules Rules { get; init; } = ProtocolRules.All;

    // Null: a process that shows no life to collectors.
    internal TimeProvider? Time { get; init; } = TimeProvider.System;

    internal Func<Guid> NewLeaseId { get; init; } = Guid.NewGuid;

    internal FillRandom Random { get; init; } = RandomNumberGenerator.Fill;

    internal delegate void FillRandom(Span<byte> destination);
}
