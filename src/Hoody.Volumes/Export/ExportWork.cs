using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>A file that the walk leaves to the workers.</summary>
/// <param name="Frame">Its directory.</param>
/// <param name="Path">Its path.</param>
/// <param name="Entry">What it shall be.</param>
/// <param name="Existing">What bears its name now.</param>
/// <param name="Known">What an import remembers of what bears its name; null when nothing is known.</param>
/// <param name="Leader">Whom to tell where it is, when other names shall be linked to it.</param>
internal sealed record ExportWork(ExportFrame Frame, TreePath Path, TreeEntry Entry, FileStatus? Existing, CachedEntry? Known, LinkLeader? Leader);
