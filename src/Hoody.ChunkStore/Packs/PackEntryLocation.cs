namespace Hoody.ChunkStore.Packs;

/// <summary>Where a record stands in its pack.</summary>
internal readonly record struct PackEntryLocation(int Offset, int StoredLength);
