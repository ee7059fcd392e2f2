using Hoody.Volumes.Native;

namespace Hoody.Volumes.Import;

/// <summary>How an entry looked when the walk, or a scan ahead of it, came by; the status is empty beside an error.</summary>
internal readonly record struct EntryLook(Errno Error, FileStatus Status);
