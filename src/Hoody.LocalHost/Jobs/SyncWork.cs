using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>Makes a copy's files those of its source: pins the source's state, brings what is missing, changes only what differs.</summary>
internal sealed class SyncWork(SourceCapture sources, ContainerGates gates) : IOperationWork
{
    public OperationKind Kind => OperationKind.Sync;

    public async Task<WorkResult> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        await using PinnedSource source = await sources.PinAsync(order.Operation, cancellationToken);
        long transferred = await order.Server.PullAsync(source.Server, [source.SnapshotId], order.Gauge, cancellationToken);
        using IDisposable gate = await gates.ChangeAsync(order.Container.Id, cancellationToken);
        ProvisionedTree tree = await order.Server.ProvisionAsync(order.Container.Id, source.SnapshotId, cancellationToken);
        return source.Result(tree, transferred);
    }
}
