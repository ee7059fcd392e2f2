using Hoody.LocalHost.State;
using Quartz;

namespace Hoody.LocalHost.Jobs;

/// <summary>Hands committed operations to the scheduler. The operation's row is the truth; the scheduler's job only says "look at it".</summary>
internal sealed class OperationQueue([FromKeyedServices(OperationQueue.Scheduler)] ISchedulerFactory schedulers)
{
    /// <summary>The name of the scheduler that all jobs run on.</summary>
    public const string Scheduler = "jobs";

    private const string Group = "operations";

    /// <summary>Writes an operation down; the caller's transaction decides whether it happened.</summary>
    public static OperationRow Add(
        StateContext state, ContainerRow container, OperationKind kind, OperationArguments arguments, DateTimeOffset now)
    {
        OperationRow operation = new()
        {
            Id = RandomIds.NewOperationId(),
            AccountId = container.AccountId,
            ContainerId = container.Id,
            Kind = kind,
            State = OperationState.Queued,
            Arguments = arguments,
            CreatedAt = now,
        };
        state.Operations.Add(operation);
        container.ActiveOperationId = operation.Id;
        return operation;
    }

    /// <summary>Schedules a committed operation; doing so twice is harmless. Takes no token: a client that hangs up does not undo what is committed.</summary>
    public async Task EnqueueAsync(string operationId)
    {
        IScheduler scheduler = await schedulers.GetScheduler();
        JobKey key = new(operationId, Group);
        if (await scheduler.Exists(key))
        {
            return;
        }

        IJobDetail job = JobBuilder.Create<OperationJob>().WithIdentity(key).Build();
        try
        {
            await scheduler.ScheduleJob(job, TriggerBuilder.Create().WithIdentity(operationId, Group).StartNow().Build());
        }
        catch (ObjectAlreadyExistsException)
        {
            // The housekeeping found the operation's row at the same moment; it is scheduled, which is all that was asked.
        }
    }
}
