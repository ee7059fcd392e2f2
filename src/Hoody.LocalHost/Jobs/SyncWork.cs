using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>Makes a copy's files those of its source: fixes the source's state, brings what is missing, changes only what differs.</summary>
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
