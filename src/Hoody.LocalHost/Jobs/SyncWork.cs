using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>Makes a copy's files those of its source: pins the source's state, brings what is missing, changes only what differs.</summary>
internal sealed class SyncWork(SourceCapture sources, ServerEngines engines, ContainerGates gates) : IOperationWork
{
    public OperationKind Kind => OperationKind.Sync;

    public async Task<WorkResult> RunAsync(OperationRow operation, ContainerRow container, CancellationToken cancellationToken)
    {
        await using PinnedSource source = await sources.PinAsync(operation, cancellationToken);
        ServerEngine engine = engines.Of(container);
        long transferred = await engine.PullAsync(source.Engine, [source.SnapshotId], cancellationToken);
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
