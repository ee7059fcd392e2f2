namespace Hoody.Volumes.Transfer;

/// <summary>What the receiver of a transfer says when all of it is durable there.</summary>
/// <param name="BlobsReceived">Blobs that it lacked.</param>
/// <param name="BytesReceived">Their length before compression, in bytes.</param>
/// <param name="RefGenerations">For each root, in their order, the generation of the ref that now points to it; 0 for a root without a ref.</param>
public sealed record TransferReceipt(long BlobsReceived, long BytesReceived, IReadOnlyList<long> RefGenerations);
