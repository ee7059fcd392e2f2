namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>What a store has been heard to acknowledge, and so must keep through any crash.</summary>
/// <param name="IsCreated">Whether the store must exist.</param>
/// <param name="Blobs">The blobs that must be there: those flushed.</param>
/// <param name="Refs">For each ref, the values it may have: one, or two while it is being moved; null for none.</param>
/// <param name="IsCollected">Whether garbage is collected: then whoever recovers the store goes on with that.</param>
internal sealed record Promise(bool IsCreated, IReadOnlySet<BlobId> Blobs, IReadOnlyDictionary<string, BlobId?[]> Refs, bool IsCollected = false)
{
    internal static Promise Nothing { get; } = new(false, new HashSet<BlobId>(), new Dictionary<string, BlobId?[]>());

    internal ulong Fingerprint
    {
        get
        {
            HashCode hash = new();
            hash.Add(IsCreated);
            hash.Add(IsCollected);
            foreach (BlobId blob in Blobs.Order())
            {
                hash.Add(blob);
            }

            foreach ((string name, BlobId?[] values) in Refs.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                hash.Add(name, StringComparer.Ordinal);
                Array.ForEach(values, hash.Add);
            }

            return (ulong)hash.ToHashCode() * 0x9E37_79B9_7F4A_7C15;
        }
    }

    internal Promise WithBlobs(IEnumerable<BlobId> blobs) => this with { Blobs = Blobs.Concat(blobs).ToHashSet() };

    internal Promise WithRef(string name, params BlobId?[] values) =>
        this with { Refs = new Dictionary<string, BlobId?[]>(Refs, StringComparer.Ordinal) { [name] = values } };

    /// <summary>Only what refs are known to need is kept from now on.</summary>
    internal Promise WithCollection() => this with
    {
        IsCollected = true,
        Blobs = Refs.Values.Where(values => values.Length == 1).SelectMany(values => values).OfType<BlobId>()
            .SelectMany(SampleBlobs.Closure).ToHashSet(),
    };

    internal BlobId?[] ValuesOf(string name) => Refs.GetValueOrDefault(name, [null]);
}
