using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.LocalHost.Engine;

/// <summary>A directory as it was captured: the snapshot record that holds it, and what storing it took.</summary>
internal sealed record CapturedTree(BlobId SnapshotId, TreeTotals Totals, bool HasChanged, long NewBytesStored, IReadOnlyList<string> Notices);
