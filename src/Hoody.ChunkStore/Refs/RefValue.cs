namespace Hoody.ChunkStore.Refs;

/// <summary>What a ref was when it was read.</summary>
/// <param name="Name">The ref's name.</param>
/// <param name="Generation">How often the ref has been moved, from 1 on; what the next update must expect.</param>
/// <param name="Target">The blob it points to.</param>
public sealed record RefValue(string Name, long Generation, BlobId Target);
