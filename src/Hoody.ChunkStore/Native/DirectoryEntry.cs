namespace Hoody.ChunkStore.Native;

/// <summary>What stands under a name.</summary>
internal readonly record struct DirectoryEntry(string Name, EntryKind Kind, long LengthBytes);
