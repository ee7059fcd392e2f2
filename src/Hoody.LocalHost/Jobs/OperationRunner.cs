using System.Collections.Concurrent;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Jobs;

/// <summary>Runs one operation: claims it, does its work, and ends it, well or badly, together with its container's state.</summary>
internal sealed partial class OperationRunner(
    IServiceScopeFactory scopes,
    ServerEngines engines,
    HostBoot boot,
    OperationEnds ends,
    OperationGauges gauges,
    TimeProvider time,
    ILogger<OperationRunner> logger)
{
    private const int MaxNotices = 100;

    private readonly ConcurrentDictionary<string, bool> _atWork = new(StringComparer.Ordinal);

    /// <summary>Whether this run of the host is at work on an operation: one that is not, though its row says so, could not be ended in its row.</summary>
    public bool IsAtWork(string operationId) => _atWork.ContainsKey(operationId);

    /// <returns>The operation as it ended; null when it was not there to be claimed, or when the host stops and leaves it to the next run.</returns>
    public async Task<OperationRow?> RunAsync(string operationId, CancellationToken cancellationToken)
    {
        if (!_atWork.TryAdd(operationId, true))
        {
            return null;
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, boot.Stopping);
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        StateContext state = scope.ServiceProvider.GetRequiredService<StateContext>();
        try
        {
            OperationRow? operation = await ClaimAsync(state, operationId, stop.Token);
            if (operation is null)
            {
                return null;
            }

            try
            {
                return await CompleteAsync(state, operation.Id, await WorkAsync(scope, state, operation, stop.Token));
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                LogFailed(exception, operation.Kind, operation.Id, operation.ContainerId);
                return await FailAsync(state, operation.Id, OperationFailure.Of(exception));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The row still says "running" under this boot's name: the next start takes it up.
            return null;
        }
        finally
        {
            _atWork.TryRemove(operationId, out _);
        }
    }

    /// <summary>Has an operation come to its end: works on it here, or waits for whoever does, so that no waiting keeps it from a worker.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits any more, or the host stops and leaves it to the next run.</exception>
    public async Task<OperationRow> EndAsync(string operationId, CancellationToken cancellationToken)
    {
        Task ended = ends.WhenEnded(operationId);
        if (await RunAsync(operationId, CancellationToken.None) is { } finished)
        {
            return finished;
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, boot.Stopping);
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        IQueryable<OperationRow> rows = scope.ServiceProvider.GetRequiredService<StateContext>().Operations.AsNoTracking();
        if (await rows.AnyAsync(row => row.Id == operationId && row.FinishedAt != null, stop.Token))
        {
            ends.Signal(operationId); // it ended before we began to listen, and will not end again
        }

        await ended.WaitAsync(stop.Token);
        return await rows.SingleAsync(row => row.Id == operationId, stop.Token);
    }

    /// <summary>Ends an operation that will not be tried again.</summary>
    public async Task<OperationRow> FailAsync(StateContext state, string operationId, OperationFailure failure)
    {
        state.ChangeTracker.Clear();
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync();
        OperationRow operation = await state.Operations.SingleAsync(row => row.Id == operationId);
        ContainerRow? container = await state.Containers.SingleOrDefaultAsync(row => row.Id == operation.ContainerId);
        DateTimeOffset now = time.GetUtcNow();
        operation.State = OperationState.Failed;
        operation.ErrorCode = failure.Code;
        operation.ErrorMessage = failure.Message;
        operation.FinishedAt = now;
        if (container is not null)
        {
            // A snapshot that could not be taken leaves its container as it was; any other work may have left its files half done.
            ContainerState next = operation.Kind == OperationKind.Snapshot ? container.State : ContainerState.Failed;
            state.MoveTo(container, next, now, ContainerTransitions.BySystem);
            container.ActiveOperationId = null;
        }

        if (operation.Kind == OperationKind.Copy)
        {
            await state.Snapshots.Where(row => row.ContainerId == operation.ContainerId).ExecuteDeleteAsync();
        }

        await state.SaveChangesAsync();
        await transaction.CommitAsync();
        ends.Signal(operation.Id);
        return operation;
    }

    private async Task<OperationRow?> ClaimAsync(StateContext state, string operationId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        int claimed = await state.Operations
            .Where(row => row.Id == operationId && row.State == OperationState.Queued)
            .ExecuteUpdateAsync(
                row => row.SetProperty(value => value.State, OperationState.Running)
                    .SetProperty(value => value.OwnerBoot, boot.Id)
                    .SetProperty(value => value.Attempts, value => value.Attempts + 1)
                    .SetProperty(value => value.StartedAt, now),
                cancellationToken);
        return claimed == 0
            ? null
            : await state.Operations.AsNoTracking().SingleAsync(row => row.Id == operationId, cancellationToken);
    }

    private async Task<WorkResult> WorkAsync(
        AsyncServiceScope scope, StateContext state, OperationRow operation, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.Containers.AsNoTracking()
            .SingleAsync(row => row.Id == operation.ContainerId, cancellationToken);
        IOperationWork work = scope.ServiceProvider.GetServices<IOperationWork>().Single(candidate => candidate.Kind == operation.Kind);
        try
        {
            await using IServerWork server = await engines.Of(container).BeginWorkAsync(cancellationToken);
            return await WorkAsync(work, new WorkOrder(operation, container, server, gauges.Begin(operation.Id)), cancellationToken);
        }
        finally
        {
            gauges.End(operation.Id);
        }
    }

    private static async Task<WorkResult> WorkAsync(IOperationWork work, WorkOrder order, CancellationToken cancellationToken)
    {
        CancellationToken lost = order.Server.Lost;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lost);
        try
        {
            return await work.RunAsync(order, stop.Token);
        }
        catch (Exception exception) when (lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new WorkException("peer-lost", "The peer that has the container was lost while it was worked on; try again", exception);
        }
    }

    // Takes no token: the work is done, and a host that stops now should say so.
    private async Task<OperationRow> CompleteAsync(StateContext state, string operationId, WorkResult result)
    {
        state.ChangeTracker.Clear();
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync();
        OperationRow operation = await state.Operations.SingleAsync(row => row.Id == operationId);
        ContainerRow container = await state.Containers.SingleAsync(row => row.Id == operation.ContainerId);
        DateTimeOffset now = time.GetUtcNow();
        operation.State = OperationState.Succeeded;
        operation.FinishedAt = now;
        operation.Files = result.Files;
        operation.LogicalBytes = result.LogicalBytes;
        operation.NewBytesStored = result.NewBytesStored;
        operation.TransferredBytes = result.TransferredBytes;
        operation.Notices = [.. result.Notices.Take(MaxNotices)];
        if (operation.Arguments.StateAfter is { } next)
        {
            state.MoveTo(container, next, now, ContainerTransitions.BySystem);
        }

        container.ActiveOperationId = null;
        if (result.Apply is not null)
        {
            await result.Apply(state, container, now, CancellationToken.None);
        }

        await state.SaveChangesAsync();
        await transaction.CommitAsync();
        ends.Signal(operation.Id);
        return operation;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {OperationId} of container {ContainerId} failed")]
    private partial void LogFailed(Exception exception, OperationKind kind, string operationId, string containerId);
}
