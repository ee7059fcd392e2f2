using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>Takes a snapshot: captures the container's directory and gives the record a ref of its own.</summary>
internal sealed class SnapshotWork(SourceCapture sources, ContainerGates gates) : IOperationWork
{
    public OperationKind Kind => OperationKind.Snapshot;

    public async Task<WorkResult> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        OperationArguments arguments = order.Operation.Arguments;
        string name = arguments.SnapshotName!; // every operation of this kind is written with one
        CapturedTree capture = await sources.CaptureAsync(order.Server, order.Container, cancellationToken);

        // One of this name may have been deleted just before, and its ref not be gone yet.
        using IDisposable gate = await gates.ChangeAsync(EngineRefs.AllOf(order.Container.Id), cancellationToken);
        await order.Server.SetSnapshotAsync(order.Container.Id, name, capture.SnapshotId, cancellationToken);
        return new WorkResult
        {
            Files = capture.Files,
            LogicalBytes = capture.LengthBytes,
            NewBytesStored = capture.NewBytesStored,
            Notices = capture.Notices,
            Apply = async (state, row, now, token) =>
            {
                if (await state.Snapshots.AnyAsync(snapshot => snapshot.ContainerId == row.Id && snapshot.Name == name, token))
                {
                    throw new WorkException("snapshot-exists", $"The container already has a snapshot '{name}'");
                }

                state.Snapshots.Add(new SnapshotRow
                {
                    ContainerId = row.Id,
                    Name = name,
                    Alias = arguments.SnapshotAlias,
                    BlobId = capture.SnapshotId.ToString(),
                    SizeBytes = capture.LengthBytes,
                    CreatedAt = now,
                    ExpiresAt = arguments.SnapshotExpiryDays is { } days ? now.AddDays(days) : null,
                });
            },
        };
    }
}
