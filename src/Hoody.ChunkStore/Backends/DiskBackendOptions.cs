namespace Hoody.ChunkStore.Backends;

/// <summary>Choices for a <see cref="DiskBackend"/>.</summary>
public sealed record DiskBackendOptions
{
    /// <summary>Whether the index of a store is looked up where the system has mapped it into memory. Default: true.</summary>
    /// <remarks>
    /// The fastest, a few hundred nanoseconds in a large store; but when the device cannot read a page of the index that a look-up needs, or somebody cuts one of its files
    /// short, the system ends the process (SIGBUS). With false the index is read by calls of the system, some microseconds a look-up where
    /// <see cref="IndexCacheLengthBytes"/> does not hold it; what cannot be read is then read from the packs, and a verification names it. Whoever
    /// reads an index from one end to the other (a verification, a merge) does so in either case.
    /// </remarks>
    public bool MapIndexes { get; init; } = true;

    /// <summary>How many bytes of an index that is not mapped stay in memory, 64 KiB to 1 GiB, rounded down to a power of two; it takes 31 a blob. Default: 16 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public int IndexCacheLengthBytes
    {
        get;
        init => field = value is >= 64 << 10 and <= 1 << 30
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A cache of the index is of 64 KiB to 1 GiB.");
    } = 16 << 20;

    /// <summary>Whether the file system is known to do what the backend rests on; else the first write finds out.</summary>
    internal bool IsTrusted { get; init; }

    // Thousands of refs, leases and lists of condemned packs.
    internal int ReserveLengthBytes { get; init; } = 4 << 20;
}
