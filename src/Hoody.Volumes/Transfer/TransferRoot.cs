using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>A snapshot to send, and the ref that shall point to it in the receiver's store.</summary>
/// <param name="Snapshot">A snapshot of the sender's store; it comes with all it consists of, and without its parents.</param>
public sealed record TransferRoot(BlobId Snapshot)
{
    /// <summary>The ref in the receiver's store; empty for none. It is made when everything is durable there.</summary>
    public string RefName { get; init; } = "";

    /// <summary>The generation that the ref must have before; 0 when it must not exist. Points it to the snapshot already, that is as good.</summary>
    public long ExpectedGeneration { get; init; }
}
