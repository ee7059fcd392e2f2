using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>A snapshot to pull: by its id, or by a ref of the sender's store.</summary>
public sealed record TransferRequest
{
    /// <summary>Asks for a snapshot by its id.</summary>
    public TransferRequest(BlobId snapshot) => Snapshot = snapshot;

    /// <summary>Asks for what a ref of the sender's store points to.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public TransferRequest(string sourceRef)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceRef);
        SourceRef = sourceRef;
    }

    /// <summary>The snapshot; null when a ref tells it.</summary>
    public BlobId? Snapshot { get; }

    /// <summary>The ref in the sender's store; empty when the snapshot is told.</summary>
    public string SourceRef { get; } = "";

    /// <summary>The ref in this store that shall point to it; empty for none.</summary>
    public string RefName { get; init; } = "";

    /// <summary>The generation that <see cref="RefName"/> must have before; 0 when it must not exist.</summary>
    public long ExpectedGeneration { get; init; }

    /// <summary>
    /// Whether a ref of the sender's store may be less far than when this store last took it, and is then taken as it is. Default: false, so that a store that was set back
    /// to a backup, or an impostor with an old copy, is noticed. Means nothing for a snapshot that is asked for by its id.
    /// </summary>
    public bool AllowOlder { get; init; }

    internal TransferRoot ToRoot(BlobId snapshot) => new(snapshot) { RefName = RefName, ExpectedGeneration = ExpectedGeneration };
}
