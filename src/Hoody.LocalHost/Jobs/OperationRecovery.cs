using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>
/// What a start finds of earlier runs: work that was under way is queued again, or ends by name when it has been tried often enough,
/// so that nothing ever stays in <c>copying</c> without someone at work on it.
/// </summary>
internal sealed class OperationRecovery(StateContext state, OperationRunner runner, OperationQueue queue, HostBoot boot)
{
    /// <summary>An operation that brings the host down would otherwise do so for ever.</summary>
    public const int MaxAttempts = 3;

    /// <summary>Releases what dead runs of the host hold. To be called before this run works on anything.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        List<OperationRow> abandoned = await state.Operations.AsNoTracking()
            .Where(row => row.State == OperationState.Running && row.OwnerBoot != boot.Id).ToListAsync(cancellationToken);
        foreach (OperationRow operation in abandoned)
        {
            if (operation.Attempts >= MaxAttempts)
            {
                await runner.FailAsync(state, operation.Id, OperationFailure.HostRestarted);
            }
            else
            {
                await state.Operations.Where(row => row.Id == operation.Id)
                    .ExecuteUpdateAsync(row => row.SetProperty(value => value.State, OperationState.Queued), cancellationToken);
            }
        }
    }

    /// <summary>Queues again what this run of the host has worked on and could not write the end of, as when the disk was full.</summary>
    public async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        List<string> running = await state.Operations.Where(row => row.State == OperationState.Running && row.OwnerBoot == boot.Id)
            .Select(row => row.Id).ToListAsync(cancellationToken);
        foreach (string id in running.Where(id => !runner.IsAtWork(id)))
        {
            // If it still is so: it may have ended since it was read.
            await state.Operations.Where(row => row.Id == id && row.State == OperationState.Running)
                .ExecuteUpdateAsync(row => row.SetProperty(value => value.State, OperationState.Queued), cancellationToken);
        }
    }

    /// <summary>Schedules every queued operation that the scheduler does not know: the host may have been killed between commit and scheduling.</summary>
    public async Task EnqueueAsync(CancellationToken cancellationToken)
    {
        List<string> queued = await state.Operations.Where(row => row.State == OperationState.Queued)
            .OrderBy(row => row.CreatedAt).Select(row => row.Id).ToListAsync(cancellationToken);
        foreach (string id in queued)
        {
            await queue.EnqueueAsync(id);
        }
    }
}
