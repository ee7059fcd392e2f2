namespace Hoody.ChunkStore.Collection;

/// <summary>Where a pack has a blob that is to be followed, as the index tells.</summary>
/// <param name="Prefix">The first eight bytes of its id.</param>
/// <param name="Offset">Of its record.</param>
internal readonly record struct TreePlace(ulong Prefix, int Offset);
