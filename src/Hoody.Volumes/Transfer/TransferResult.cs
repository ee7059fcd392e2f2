namespace Hoody.Volumes.Transfer;

/// <summary>What a finished transfer did.</summary>
/// <param name="BlobsTransferred">Blobs copied to the target.</param>
/// <param name="BytesTransferred">Their length before compression, in bytes.</param>
/// <param name="BlobsHeld">
/// References met to blobs that the target held before. A directory met twice is walked once; a chunk that two files share counts twice.
/// </param>
public sealed record TransferResult(long BlobsTransferred, long BytesTransferred, long BlobsHeld);
