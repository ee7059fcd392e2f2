using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Something about one entry that the caller of an import should know.</summary>
/// <param name="Path">The entry, seen from the imported directory.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Message">The same for people.</param>
public sealed record ImportNotice(TreePath Path, ImportNoticeKind Kind, string Message);
