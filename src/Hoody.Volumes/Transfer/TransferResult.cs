namespace Hoody.Volumes.Transfer;

/// <summary>What a finished transfer did, as its receiver saw it.</summary>
/// <param name="BlobsTransferred">Blobs brought to the target.</param>
/// <param name="BytesTransferred">Their length before compression, in bytes.</param>
/// <param name="BlobsHeld">
/// References met to blobs that the target held before. A directory met twice is walked once; a chunk that two files share counts twice.
/// </param>
public sealed record TransferResult(long BlobsTransferred, long BytesTransferred, long BlobsHeld)
{
    /// <summary>What the frames that brought blobs took on the wire, in bytes: what the plan had foretold.</summary>
    public long WireBytes { get; init; }

    /// <summary>All that arrived, in bytes.</summary>
    public long BytesReceived { get; init; }

    /// <summary>All that was sent, in bytes.</summary>
    public long BytesSent { get; init; }

    /// <summary>The longest chain of messages that waited for each other: the greeting, and one for each level of the closure that had to be asked for.</summary>
    public int RoundTrips { get; init; }

    /// <summary>For each root, the generation of the ref that points to it; 0 for one without a ref.</summary>
    public IReadOnlyList<long> RefGenerations { get; init; } = [];
}
