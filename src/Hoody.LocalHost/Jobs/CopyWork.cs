using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>Fills a copy: pins the source's state, brings it and all snapshots to the copy's server, makes refs and directory.</summary>
internal sealed class CopyWork(StateContext state, SourceCapture sources, ServerEngines engines, ContainerGates gates) : IOperationWork
{
    public OperationKind Kind => OperationKind.Copy;

    public async Task<WorkResult> RunAsync(OperationRow operation, ContainerRow container, CancellationToken cancellationToken)
    {
        await using PinnedSource source = await sources.PinAsync(operation, cancellationToken);
        ServerEngine engine = engines.Of(container);
        List<SnapshotRow> snapshots = await state.Snapshots.AsNoTracking()
            .Where(snapshot => snapshot.ContainerId == container.Id).ToListAsync(cancellationToken);
        HashSet<BlobId> ids = [source.SnapshotId, .. snapshots.Select(snapshot => BlobId.Parse(snapshot.BlobId))];
        long transferred = await engine.PullAsync(source.Engine, ids, cancellationToken);
        foreach (SnapshotRow snapshot in snapshots)
        {
            await engine.SetRefAsync(
                EngineRefs.Snapshot(container.Id, snapshot.Name), BlobId.Parse(snapshot.BlobId), cancellationToken);
        }

        using IDisposable gate = await gates.ChangeAsync(container.Id, cancellationToken);
        ProvisionedTree tree = await engine.ProvisionAsync(container.Id, source.SnapshotId, cancellationToken);
        return new WorkResult
        {
            Files = tree.Totals.Files,
            LogicalBytes = tree.Totals.LengthBytes,
            NewBytesStored = source.NewBytesStored + transferred,
            TransferredBytes = transferred,
            Notices = [.. source.Notices, .. tree.Notices],
        };
    }
}
