using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>Puts a container's files back to one of its snapshots.</summary>
internal sealed class RestoreWork(ServerEngines engines, ContainerGates gates) : IOperationWork
{
    public OperationKind Kind => OperationKind.Restore;

    public async Task<WorkResult> RunAsync(OperationRow operation, ContainerRow container, CancellationToken cancellationToken)
    {
        OperationArguments arguments = operation.Arguments;
        using IDisposable gate = await gates.ChangeAsync(container.Id, cancellationToken);
        ProvisionedTree tree = await engines.Of(container).ProvisionAsync(
            container.Id, BlobId.Parse(arguments.PinnedSnapshot!), cancellationToken); // every operation of this kind is written with one
        return new WorkResult
        {
            Files = tree.Totals.Files,
            LogicalBytes = tree.Totals.LengthBytes,
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
