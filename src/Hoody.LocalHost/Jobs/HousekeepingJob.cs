using Hoody.ChunkStore;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Snapshots;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace Hoody.LocalHost.Jobs;

/// <summary>What has to be looked at now and then: expired snapshots, and operations that slipped past the scheduler.</summary>
[DisallowConcurrentExecution]
internal sealed partial class HousekeepingJob(
    StateContext state, ServerEngines engines, OperationRecovery recovery, HoodyHostOptions options, ILogger<HousekeepingJob> logger) : IJob
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

        // A container with work under way waits for its next turn: a copy that is being filled still makes refs for all its snapshots, and
        // takes them from its source.
        IQueryable<string?> sources = state.SourcesOfCopies();
        List<SnapshotRow> expired = await state.Snapshots
            .Where(snapshot => snapshot.ExpiresAt <= now && !sources.Contains(snapshot.ContainerId))
            .Where(snapshot => !state.Operations.Any(
                operation => operation.ContainerId == snapshot.ContainerId && operation.FinishedAt == null))
            .ToListAsync(cancellationToken);
        HashSet<string> failed = [];
        foreach (SnapshotRow snapshot in expired)
        {
            ContainerRow container = await state.Containers.AsNoTracking()
                .SingleAsync(row => row.Id == snapshot.ContainerId, cancellationToken);
            if (failed.Contains(container.ServerId))
            {
                continue;
            }

            try
            {
                await engines.Of(container).RemoveSnapshotAsync(container.Id, snapshot.Name, cancellationToken);
            }
            catch (Exception exception) when (exception is ChunkStoreException or WorkException)
            {
                // A peer that is away, above all. Its snapshots wait for the next turn, those of other servers do not wait for it.
                failed.Add(container.ServerId);
                LogKept(exception, container.ServerId);
                continue;
            }

            state.Snapshots.Remove(snapshot);
            await state.SaveChangesAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired snapshots on server {ServerId} could not be removed; they are tried again")]
    private partial void LogKept(Exception exception, string serverId);
}
