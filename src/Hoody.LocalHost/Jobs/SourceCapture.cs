using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>The state of a source that a copy or a sync takes: pinned once, so that a job begun again takes the same one.</summary>
internal sealed class SourceCapture(StateContext state, ServerEngines engines, ContainerGates gates, TimeProvider time)
{
    /// <summary>The source's engine, the pinned snapshot, and what the capture, if one was needed, stored and remarked. The caller disposes it.</summary>
    public async Task<PinnedSource> PinAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        ContainerRow source = await state.Containers.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == operation.Arguments.SourceContainerId, cancellationToken)
            ?? throw new WorkException("source-deleted", "The source container was deleted before its data was taken");
        ServerEngine engine = engines.Of(source);
        StorePin pin = await engine.PinAsync(cancellationToken);
        try
        {
            if (operation.Arguments.PinnedSnapshot is { } pinned)
            {
                return new PinnedSource(engine, pin, BlobId.Parse(pinned), 0, []);
            }

            CapturedTree capture = await CaptureAsync(source, cancellationToken);
            OperationArguments arguments = operation.Arguments with { PinnedSnapshot = capture.SnapshotId.ToString() };
            await state.Operations.Where(row => row.Id == operation.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(value => value.Arguments, arguments), cancellationToken);
            return new PinnedSource(engine, pin, capture.SnapshotId, capture.NewBytesStored, capture.Notices);
        }
        catch
        {
            await pin.DisposeAsync();
            throw;
        }
    }

    /// <summary>Captures a container; one whose files have changed since the last capture counts as updated now.</summary>
    public async Task<CapturedTree> CaptureAsync(ContainerRow container, CancellationToken cancellationToken)
    {
        using IDisposable gate = await gates.ReadAsync(container.Id, cancellationToken);
        CapturedTree capture = await engines.Of(container).CaptureAsync(container, cancellationToken);
        if (capture.HasChanged)
        {
            DateTimeOffset now = time.GetUtcNow();
            await state.Containers.Where(row => row.Id == container.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(value => value.UpdatedAt, now), cancellationToken);
        }

        return capture;
    }
}

/// <summary>Where a copy or a sync takes its data from: there until this is disposed, even when the source moves on meanwhile.</summary>
internal sealed record PinnedSource(ServerEngine Engine, StorePin Pin, BlobId SnapshotId, long NewBytesStored, IReadOnlyList<string> Notices)
    : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Pin.DisposeAsync();
}
