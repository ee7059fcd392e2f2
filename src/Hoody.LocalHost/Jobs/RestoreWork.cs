using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>Puts a container's files back to one of its snapshots.</summary>
internal sealed class RestoreWork(ContainerGates gates) : IOperationWork
{
    public OperationKind Kind => OperationKind.Restore;

    public async Task<WorkResult> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        ContainerRow container = order.Container;
        OperationArguments arguments = order.Operation.Arguments;
        using IDisposable gate = await gates.ChangeAsync(container.Id, cancellationToken);
        ProvisionedTree tree = await order.Server.ProvisionAsync(
            container.Id, BlobId.Parse(arguments.PinnedSnapshot!), cancellationToken); // every operation of this kind is written with one
        return new WorkResult
        {
            Files = tree.Files,
            LogicalBytes = tree.LengthBytes,
            Notices = tree.Notices,
            Apply = async (state, row, now, token) =>
            {
                row.LastUsedSnapshot = arguments.SnapshotName;
                SnapshotRow? snapshot = await state.Snapshots.SingleOrDefaultAsync(
                    value => value.ContainerId == row.Id && value.Name == arguments.SnapshotName, token);
                if (snapshot is not null)
                {
                    snapshot.LastUsedAt = now;
                }
            },
        };
    }
}
