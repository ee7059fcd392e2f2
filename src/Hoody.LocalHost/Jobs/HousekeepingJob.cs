using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace Hoody.LocalHost.Jobs;

/// <summary>What has to be looked at now and then: expired snapshots, and operations that slipped past the scheduler.</summary>
[DisallowConcurrentExecution]
internal sealed class HousekeepingJob(StateContext state, ServerEngines engines, OperationRecovery recovery, HoodyHostOptions options) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await recovery.TakeUpAsync(cancellationToken);
        await recovery.EnqueueAsync(cancellationToken);
        await RemoveExpiredSnapshotsAsync(cancellationToken);
    }

    private async Task RemoveExpiredSnapshotsAsync(CancellationToken cancellationToken)
    {
        // Not an injected clock: a job would be given the scheduler's, and snapshots expire by the host's.
        DateTimeOffset now = options.TimeProvider.GetUtcNow();

        // A container with work under way waits for its next turn: a copy that is being filled still makes refs for all its snapshots.
        List<SnapshotRow> expired = await state.Snapshots
            .Where(snapshot => snapshot.ExpiresAt <= now)
            .Where(snapshot => !state.Operations.Any(
                operation => operation.ContainerId == snapshot.ContainerId && operation.FinishedAt == null))
            .ToListAsync(cancellationToken);
        foreach (SnapshotRow snapshot in expired)
        {
            ContainerRow container = await state.Containers.AsNoTracking()
                .SingleAsync(row => row.Id == snapshot.ContainerId, cancellationToken);
            await engines.Of(container).RemoveSnapshotAsync(container.Id, snapshot.Name, cancellationToken);
            state.Snapshots.Remove(snapshot);
            await state.SaveChangesAsync(cancellationToken);
        }
    }
}
