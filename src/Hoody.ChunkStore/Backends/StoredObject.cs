namespace Hoody.ChunkStore.Backends;

/// <summary>An object that a listing found.</summary>
/// <param name="Name">The object's whole name.</param>
/// <param name="LengthBytes">The object's length in bytes.</param>
public readonly record struct StoredObject(string Name, long LengthBytes);
