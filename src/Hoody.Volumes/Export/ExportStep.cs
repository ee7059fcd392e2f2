using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>One thing that an export would do.</summary>
/// <param name="Path">To which entry, seen from the root of the tree.</param>
/// <param name="Kind">What.</param>
public sealed record ExportStep(TreePath Path, ExportStepKind Kind);
