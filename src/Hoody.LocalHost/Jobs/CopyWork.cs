using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>Fills a copy: fixes the source's state, brings it and all snapshots to the copy's server, makes refs and directory.</summary>
internal sealed class CopyWork(StateContext state, SourceCapture sources, ContainerGates gates) : IOperationWork
{
    public OperationKind Kind => OperationKind.Copy;

    public Task<WorkResult> RunAsync(WorkOrder order, CancellationToken cancellationToken) =>
        sources.UseAsync(order.Operation, source => FillAsync(order, source, cancellationToken), cancellationToken);

    private async Task<WorkResult> FillAsync(WorkOrder order, PinnedSource source, CancellationToken cancellationToken)
    {
        string copyId = order.Container.Id;
        List<SnapshotRow> snapshots = await state.Snapshots.AsNoTracking()
            .Where(snapshot => snapshot.ContainerId == copyId).ToListAsync(cancellationToken);
        HashSet<BlobId> ids = [source.SnapshotId, .. snapshots.Select(snapshot => BlobId.Parse(snapshot.BlobId))];
        long transferred = await order.Server.PullAsync(source.Server, ids, copyId, order.Gauge, cancellationToken);
        foreach (SnapshotRow snapshot in snapshots)
        {
            await order.Server.SetSnapshotAsync(copyId, snapshot.Name, BlobId.Parse(snapshot.BlobId), cancellationToken);
        }

        using IDisposable gate = await gates.ChangeAsync(copyId, cancellationToken);
        ProvisionedTree tree = await order.Server.ProvisionAsync(copyId, source.SnapshotId, cancellationToken);
        return source.Result(tree, transferred);
    }
}
