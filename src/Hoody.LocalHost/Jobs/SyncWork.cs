using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>Makes a copy's files those of its source: fixes the source's state, brings what is missing, changes only what differs.</summary>
/// <remarks>
/// Not by <see cref="Volumes.VolumeStore.PlanSyncAsync"/>, which would give the source's very tree, since the contract is to overwrite, and cost an import of the copy to know what that was. Its refusal
/// to remove most of a copy would end a sync that the service carries out, and the request has no field to insist with. A source whose directory is not there fails all the same.
/// </remarks>
internal sealed class SyncWork(SourceCapture sources, ContainerGates gates) : IOperationWork
{
    public OperationKind Kind => OperationKind.Sync;

    public Task<WorkResult> RunAsync(WorkOrder order, CancellationToken cancellationToken) =>
        sources.UseAsync(order.Operation, source => SyncAsync(order, source, cancellationToken), cancellationToken);

    private async Task<WorkResult> SyncAsync(WorkOrder order, PinnedSource source, CancellationToken cancellationToken)
    {
        long transferred = await order.Server.PullAsync(source.Server, [source.SnapshotId], order.Container.Id, order.Gauge, cancellationToken);
        using IDisposable gate = await gates.ChangeAsync(order.Container.Id, cancellationToken);
        ProvisionedTree tree = await order.Server.ProvisionAsync(order.Container.Id, source.SnapshotId, cancellationToken);
        return source.Result(tree, transferred);
    }
}
