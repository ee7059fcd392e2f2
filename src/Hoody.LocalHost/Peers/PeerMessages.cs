using Hoody.ChunkStore;

namespace Hoody.LocalHost.Peers;

/// <summary>What is asked of a capture. PROTOCOL.md.</summary>
internal sealed record CaptureRequest(byte[] Configuration, bool IsInUse);

/// <summary>Names a snapshot. PROTOCOL.md.</summary>
internal sealed record SnapshotRequest(BlobId SnapshotId);

/// <summary>What the next transfer is about, and the container that it is for. PROTOCOL.md.</summary>
internal sealed record WantedRequest(IReadOnlyList<BlobId> Snapshots, string? ContainerId = null);

/// <summary>What a transfer did. PROTOCOL.md.</summary>
internal sealed record ReceivedAnswer(long BytesTransferred);

/// <summary>An error. PROTOCOL.md.</summary>
internal sealed record PeerErrorAnswer(string Code, string Message);
