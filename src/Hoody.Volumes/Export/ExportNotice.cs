using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Something of one entry that the target could not take.</summary>
/// <param name="Path">The entry, seen from the root of the tree.</param>
/// <param name="Kind">What of it.</param>
/// <param name="Message">The same for people, with the system's reason.</param>
public sealed record ExportNotice(TreePath Path, ExportNoticeKind Kind, string Message);
