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

    /// <summary>Files of which something came: what the plan had foretold as new and changed.</summary>
    public long FilesTransferred { get; init; }

    /// <summary>How long it took, from the greeting to the last ref, by <see cref="TransferOptions.Time"/>.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The mean rate at which bytes arrived: what a plan can be estimated by. 0 when nothing took any time.</summary>
    public double BytesPerSecond => Duration > TimeSpan.Zero ? BytesReceived / Duration.TotalSeconds : 0;

    /// <summary>All that arrived, in bytes.</summary>
    public long BytesReceived { get; init; }

    /// <summary>All that was sent, in bytes.</summary>
    public long BytesSent { get; init; }

    /// <summary>The longest chain of messages that waited for each other: the greeting, and one for each level of the closure that had to be asked for.</summary>
    public int RoundTrips { get; init; }

    /// <summary>For each root, the generation of the ref that points to it; 0 for one without a ref.</summary>
    public IReadOnlyList<long> RefGenerations { get; init; } = [];
}
