using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>The entries of a node, none of them made, and what they add up to.</summary>
/// <param name="Items">The entries, in the order of their names.</param>
/// <param name="Totals">What they add to the totals of their directory.</param>
/// <param name="ContentOnlyId">The content-only id of all of them.</param>
internal sealed record EncodedEntries(IReadOnlyList<EncodedEntry> Items, TreeTotals Totals, BlobId ContentOnlyId);
