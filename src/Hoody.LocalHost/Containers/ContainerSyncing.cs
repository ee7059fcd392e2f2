using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Containers;

/// <summary>Accepts a sync: a copy's files are to become its source's, everything else of it stays.</summary>
internal sealed class ContainerSyncing(
    StateContext state, ContainerPlacement placement, OperationQueue queue, HoodyHostOptions options, TimeProvider time)
{
    public async Task<IResult> SyncAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow copy = await state.RequireContainerAsync(id, caller, cancellationToken);
        if (copy.SourceContainerId is null)
        {
            throw ApiErrors.NotACopy(options.NonCopySyncStatusCode);
        }

        ContainerRow? source = await state.FindContainerAsync(copy.SourceContainerId, caller, cancellationToken);
        if (source is null or { State: ContainerState.Deleting })
        {
            throw ApiErrors.OrphanedCopy();
        }

        RequireSettled(copy, source);
        await placement.RequireJobRoomAsync(caller, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        OperationArguments arguments = new() { SourceContainerId = source.Id, StateAfter = await StateAfterAsync(copy, cancellationToken) };
        OperationRow operation = OperationQueue.Add(state, copy, OperationKind.Sync, arguments, now);
        state.MoveTo(copy, ContainerState.Copying, now, ContainerTransitions.ByUser);
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.EnqueueAsync(operation.Id);
        return ApiResult.Ok("Container sync initiated successfully", new
        {
            ContainerId = copy.Id,
            SourceContainerId = source.Id,
            Status = copy.State,
            OperationId = operation.Id,
        });
    }

    // A copy whose last copy or sync failed is whole again after this one, in the state that that was to leave it in: a stopped copy stays stopped.
    private async Task<ContainerState> StateAfterAsync(ContainerRow copy, CancellationToken cancellationToken)
    {
        if (copy.State != ContainerState.Failed)
        {
            return copy.State;
        }

        OperationRow? failed = await state.Operations.AsNoTracking().Where(row => row.ContainerId == copy.Id && row.State == OperationState.Failed)
            .OrderByDescending(row => row.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        return failed?.Arguments.StateAfter ?? ContainerState.Running;
    }

    private static void RequireSettled(ContainerRow copy, ContainerRow source)
    {
        if (copy.ActiveOperationId is not null)
        {
            throw ApiErrors.StateConflict("Another operation is in progress on this container");
        }

        if (source.State is not (ContainerState.Running or ContainerState.Paused or ContainerState.Stopped))
        {
            throw ApiErrors.StateConflict(
                $"The source container cannot be synchronised from while it is {source.State.ToString().ToLowerInvariant()}");
        }
    }
}
