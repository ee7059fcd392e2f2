using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>The state of a source that a copy or a sync takes: fixed once, by a ref of its own, so that a job begun again takes the same one.</summary>
internal sealed partial class SourceCapture(
    StateContext state,
    ServerEngines engines,
    ContainerGates gates,
    OperationRunner runner,
    HostBoot boot,
    TimeProvider time,
    ILogger<SourceCapture> logger)
{
    /// <summary>
    /// Does work with a source's server and the snapshot to take from it. A ref holds the snapshot until the work has ended, well or badly: the pin of the
    /// store ends with the process, and what a host that starts again takes up must still be there.
    /// </summary>
    public async Task<WorkResult> UseAsync(
        OperationRow operation, Func<PinnedSource, Task<WorkResult>> work, CancellationToken cancellationToken)
    {
        ContainerRow source = await RequireSourceAsync(operation.Arguments.SourceContainerId, cancellationToken);
        await using IServerWork server = await engines.Of(source).BeginWorkAsync(cancellationToken);
        try
        {
            return await work(await PinAsync(operation, source, server, cancellationToken));
        }
        finally
        {
            if (!boot.Stopping.IsCancellationRequested)
            {
                await ReleaseAsync(source, operation, boot.Stopping);
            }
        }
    }

    /// <summary>Lets go of what an earlier operation of the same copy, which was broken off, may still hold of its source.</summary>
    public async Task ReleaseAsync(OperationRow operation, string? sourceId, CancellationToken cancellationToken)
    {
        if (await state.Containers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == sourceId, cancellationToken) is { } source)
        {
            await ReleaseAsync(source, operation, cancellationToken);
        }
    }

    /// <summary>Captures a container; one whose files have changed since the last capture counts as updated now.</summary>
    public async Task<CapturedTree> CaptureAsync(IServerWork server, ContainerRow container, CancellationToken cancellationToken)
    {
        using IDisposable gate = await gates.ReadAsync(container.Id, cancellationToken);
        return await CaptureHeldAsync(server, container, cancellationToken);
    }

    private async Task<CapturedTree> CaptureHeldAsync(IServerWork server, ContainerRow container, CancellationToken cancellationToken)
    {
        CapturedTree capture = await server.CaptureAsync(
            container.Id, ContainerConfiguration.Encode(container), container.State == ContainerState.Running, cancellationToken);
        if (capture.HasChanged)
        {
            DateTimeOffset now = time.GetUtcNow();
            await state.Containers.Where(row => row.Id == container.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(value => value.UpdatedAt, now), cancellationToken);
        }

        return capture;
    }

    private async Task<PinnedSource> PinAsync(OperationRow operation, ContainerRow source, IServerWork server, CancellationToken cancellationToken)
    {
        string name = EngineRefs.TakenFor(operation.ContainerId);
        if (operation.Arguments.PinnedSnapshot is { } pinned)
        {
            await server.SetSnapshotAsync(source.Id, name, BlobId.Parse(pinned), cancellationToken);
            return new PinnedSource(server, BlobId.Parse(pinned), 0, []);
        }

        CapturedTree capture = await CaptureWholeAsync(server, source.Id, cancellationToken);
        await server.SetSnapshotAsync(source.Id, name, capture.SnapshotId, cancellationToken);
        OperationArguments arguments = operation.Arguments with { PinnedSnapshot = capture.SnapshotId.ToString() };
        await state.Operations.Where(row => row.Id == operation.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(value => value.Arguments, arguments), cancellationToken);
        return new PinnedSource(server, capture.SnapshotId, capture.NewBytesStored, capture.Notices);
    }

    // Once a copy is accepted, its source may be synchronised or restored, which may fail half-way, or be killed there and wait for its next
    // attempt: what lies in the directory then was never a state of the source.
    private async Task<CapturedTree> CaptureWholeAsync(IServerWork server, string sourceId, CancellationToken cancellationToken)
    {
        while (true)
        {
            string unfinished;
            using (await gates.ReadAsync(sourceId, cancellationToken))
            {
                ContainerRow source = await RequireSourceAsync(sourceId, cancellationToken);
                OperationRow? active = await state.Operations.AsNoTracking()
                    .SingleOrDefaultAsync(row => row.Id == source.ActiveOperationId, cancellationToken);
                if (active is null or { Kind: OperationKind.Snapshot } || IsDeletionToCome(active))
                {
                    return source.State != ContainerState.Failed
                        ? await CaptureHeldAsync(server, source, cancellationToken)
                        : throw new WorkException("source-failed", "The last change of the source's files failed half-way: restore or synchronise it first");
                }

                unfinished = active.Id;
            }

            await runner.EndAsync(unfinished, cancellationToken);
        }
    }

    // It has not been begun, or waits for us to leave the files: who deletes a source that is being copied has the copy all the same.
    private static bool IsDeletionToCome(OperationRow active) => active is
        { Kind: OperationKind.Delete, Attempts: 0 } or { Kind: OperationKind.Delete, Attempts: 1, State: OperationState.Running };

    private async Task<ContainerRow> RequireSourceAsync(string? id, CancellationToken cancellationToken) =>
        await state.Containers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw new WorkException("source-deleted", "The source container was deleted before its data was taken");

    // Not worth failing for: the next sync of the same copy moves the ref, and the deletion of either removes it.
    private async Task ReleaseAsync(ContainerRow source, OperationRow operation, CancellationToken cancellationToken)
    {
        try
        {
            await engines.Of(source).RemoveSnapshotAsync(source.Id, EngineRefs.TakenFor(operation.ContainerId), cancellationToken);
        }
        catch (Exception exception) when (exception is ChunkStoreException or WorkException or OperationCanceledException)
        {
            LogKept(exception, operation.Id, source.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ref by which {OperationId} held the state of container {ContainerId} was left behind")]
    private partial void LogKept(Exception exception, string operationId, string containerId);
}
