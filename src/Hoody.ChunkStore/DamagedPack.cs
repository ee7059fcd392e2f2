namespace Hoody.ChunkStore;

/// <summary>An object among the packs that could not be read as one. Its blobs are missing; all others are there.</summary>
/// <param name="Name">The object's name in the backend.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record DamagedPack(string Name, string Reason);
