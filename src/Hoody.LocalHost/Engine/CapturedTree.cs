using Hoody.ChunkStore;

namespace Hoody.LocalHost.Engine;

/// <summary>A directory as it was captured: the snapshot record that holds it, and what storing it took.</summary>
internal sealed record CapturedTree(
    BlobId SnapshotId, long Files, long LengthBytes, bool HasChanged, long NewBytesStored, IReadOnlyList<string> Notices);
