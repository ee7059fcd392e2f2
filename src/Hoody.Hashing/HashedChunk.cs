namespace Hoody.Hashing;

/// <summary>A chunk and its name.</summary>
/// <param name="Offset">Where it starts in the window it was cut from, in bytes.</param>
/// <param name="Length">Its length in bytes; at least 1.</param>
/// <param name="Digest">The plain BLAKE3 digest of its bytes.</param>
public readonly record struct HashedChunk(int Offset, int Length, Blake3Digest Digest);
