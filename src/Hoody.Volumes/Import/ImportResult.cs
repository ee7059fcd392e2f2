using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>A directory as it was read.</summary>
/// <param name="Root">The root of the tree: a directory without a name. Everything it leads to is durable.</param>
/// <param name="Statistics">What was found, and what of it was new.</param>
/// <param name="Notices">What the caller should know, in the order of the paths; empty when all went well.</param>
public sealed record ImportResult(TreeEntry Root, ImportStatistics Statistics, IReadOnlyList<ImportNotice> Notices);
