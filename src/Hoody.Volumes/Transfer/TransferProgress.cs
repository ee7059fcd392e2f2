namespace Hoody.Volumes.Transfer;

/// <summary>How far a transfer has come.</summary>
/// <param name="BlobsTransferred">Blobs brought to the target so far.</param>
/// <param name="BytesTransferred">Their length before compression, in bytes.</param>
/// <param name="BlobsHeld">References met so far to blobs that the target held before.</param>
/// <param name="WireBytes">What the frames that brought blobs took on the wire; compare it with <see cref="TransferPlan.WireBytes"/>.</param>
public readonly record struct TransferProgress(long BlobsTransferred, long BytesTransferred, long BlobsHeld, long WireBytes)
{
    /// <summary>Files of which something has come, and all of it; compare them with <see cref="TransferPlan.FilesNew"/> and <see cref="TransferPlan.FilesChanged"/> together.</summary>
    public long FilesTransferred { get; init; }
}
