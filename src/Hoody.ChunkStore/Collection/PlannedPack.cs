namespace Hoody.ChunkStore.Collection;

/// <summary>A pack that a collection would delete.</summary>
/// <param name="Name">The pack's object in the backend.</param>
/// <param name="LengthBytes">Its length.</param>
/// <param name="LiveBytes">What live blobs take of it; they would be copied to a new pack first. 0 for a pack that is wholly dead.</param>
public sealed record PlannedPack(string Name, long LengthBytes, long LiveBytes);
