using Quartz;

namespace Hoody.LocalHost.Jobs;

/// <summary>The scheduler's side of an operation: its name is the operation's id.</summary>
internal sealed class OperationJob(OperationRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await runner.RunAsync(context.JobDetail.Key.Name, cancellationToken);
}
