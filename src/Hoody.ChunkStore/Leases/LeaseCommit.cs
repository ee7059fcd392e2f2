namespace Hoody.ChunkStore.Leases;

/// <summary>A change of a ref that is about to be made.</summary>
/// <param name="RefName">The ref.</param>
/// <param name="Generation">The generation that will be created.</param>
/// <param name="Target">What it will point to; null when the ref will be deleted.</param>
internal readonly record struct LeaseCommit(string RefName, long Generation, BlobId? Target);
