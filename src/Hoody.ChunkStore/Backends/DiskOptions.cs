namespace Hoody.ChunkStore.Backends;

/// <summary>What only tests choose about a disk backend.</summary>
internal sealed record DiskOptions
{
    /// <summary>Whether the file system is known to do what the backend rests on; else the first write finds out.</summary>
    internal bool IsTrusted { get; init; }

    // Thousands of refs, leases and lists of condemned packs.
    internal int ReserveLengthBytes { get; init; } = 4 << 20;
}
