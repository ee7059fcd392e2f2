using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>The state of a source that a copy or a sync takes: pinned once, so that a job begun again takes the same one.</summary>
internal sealed class SourceCapture(StateContext state, ServerEngines engines, ContainerGates gates, TimeProvider time)
{
    /// <summary>The source's server, the pinned snapshot, and what the capture, if one was needed, stored and remarked. The caller disposes it.</summary>
    public async Task<PinnedSource> PinAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        ContainerRow source = await state.Containers.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == operation.Arguments.SourceContainerId, cancellationToken)
            ?? throw new WorkException("source-deleted", "The source container was deleted before its data was taken");
        IServerWork server = await engines.Of(source).BeginWorkAsync(cancellationToken);
        try
        {
            if (operation.Arguments.PinnedSnapshot is { } pinned)
            {
                return new PinnedSource(server, BlobId.Parse(pinned), 0, []);
            }

            CapturedTree capture = await CaptureAsync(server, source, cancellationToken);
            OperationArguments arguments = operation.Arguments with { PinnedSnapshot = capture.SnapshotId.ToString() };
            await state.Operations.Where(row => row.Id == operation.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(value => value.Arguments, arguments), cancellationToken);
            return new PinnedSource(server, capture.SnapshotId, capture.NewBytesStored, capture.Notices);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Captures a container; one whose files have changed since the last capture counts as updated now.</summary>
    public async Task<CapturedTree> CaptureAsync(IServerWork server, ContainerRow container, CancellationToken cancellationToken)
    {
        using IDisposable gate = await gates.ReadAsync(container.Id, cancellationToken);
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
}
