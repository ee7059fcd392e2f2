namespace Hoody.ChunkStore;

/// <summary>The store holds no readable blob of that id.</summary>
public sealed class BlobNotFoundException : ChunkStoreException
{
    internal BlobNotFoundException(BlobId id, int damagedPackCount)
        : base(Describe(id, damagedPackCount)) => Id = id;

    /// <summary>The id that was asked for.</summary>
    public BlobId Id { get; }

    private static string Describe(BlobId id, int damagedPackCount) => damagedPackCount == 0
        ? $"Blob {id} is not in the store."
        : $"Blob {id} is not in the readable part of the store; it may be in one of {damagedPackCount} damaged packs, "
            + $"which {nameof(BlobStore)}.{nameof(BlobStore.DamagedPacks)} lists.";
}
