namespace Hoody.ChunkStore.Indexes;

/// <summary>A set of numbers below a limit, one bit each: 2 MiB for the blobs of a store of 16 million. Thread-safe.</summary>
/// <param name="limit">One more than the highest number.</param>
internal sealed class OrdinalSet(long limit)
{
    private readonly ulong[] _words = new ulong[checked((int)((limit + 63) >> 6))];

    internal bool Contains(long ordinal) => (Volatile.Read(ref _words[ordinal >> 6]) & Bit(ordinal)) != 0;

    /// <summary>False when it was in the set already.</summary>
    internal bool Add(long ordinal) => (Interlocked.Or(ref _words[ordinal >> 6], Bit(ordinal)) & Bit(ordinal)) == 0;

    private static ulong Bit(long ordinal) => 1UL << (int)(ordinal & 63);
}
