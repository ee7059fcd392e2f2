using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>A directory opened and listed; its entry has the metadata and not yet the tree. It is null when the metadata is known and kept.</summary>
internal sealed record OpenedDirectory(Descriptor Descriptor, FileStatus Status, TreeEntry? Entry, IReadOnlyList<EntryName> Names);
