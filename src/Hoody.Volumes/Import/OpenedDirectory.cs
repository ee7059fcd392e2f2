using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>A directory that was scanned; its entry has the metadata and not yet the tree. It is null when the metadata is known and kept.</summary>
internal sealed record OpenedDirectory(DirectoryScan Scan, TreeEntry? Entry);
