namespace Hoody.Volumes.Transfer;

/// <summary>How far a transfer has come.</summary>
/// <param name="BlobsTransferred">Blobs copied to the target so far.</param>
/// <param name="BytesTransferred">Their length before compression, in bytes.</param>
/// <param name="BlobsHeld">References met so far to blobs that the target held before.</param>
public readonly record struct TransferProgress(long BlobsTransferred, long BytesTransferred, long BlobsHeld);
