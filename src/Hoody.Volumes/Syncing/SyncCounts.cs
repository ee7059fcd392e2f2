namespace Hoody.Volumes.Syncing;

/// <summary>What a sync does to its target. Entries are files, directories, links and whatever else has a name.</summary>
/// <param name="Added">Entries that appear.</param>
/// <param name="Changed">Entries that become others.</param>
/// <param name="Removed">Entries that go; all below a directory that goes among them.</param>
/// <param name="LengthBytes">The lengths of the files that appear or get other data. In one store no byte of them is copied.</param>
public readonly record struct SyncCounts(long Added, long Changed, long Removed, long LengthBytes);
