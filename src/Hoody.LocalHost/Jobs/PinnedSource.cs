using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Jobs;

/// <summary>Where a copy or a sync takes its data from: there until its work has ended, even when the source moves on meanwhile.</summary>
internal sealed record PinnedSource(IServerWork Server, BlobId SnapshotId, long NewBytesStored, IReadOnlyList<string> Notices)
{
    /// <summary>What an operation did that made a directory from this source.</summary>
    public WorkResult Result(ProvisionedTree tree, long transferredBytes) => new()
    {
        Files = tree.Files,
        LogicalBytes = tree.LengthBytes,
        NewBytesStored = NewBytesStored + transferredBytes,
        TransferredBytes = transferredBytes,
        Notices = [.. Notices, .. tree.Notices],
    };
}
