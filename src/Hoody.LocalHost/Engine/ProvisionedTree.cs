using Hoody.Volumes.Trees;

namespace Hoody.LocalHost.Engine;

/// <summary>A directory as it was made from a snapshot, and what of the snapshot could not be represented.</summary>
internal sealed record ProvisionedTree(TreeTotals Totals, IReadOnlyList<string> Notices);
