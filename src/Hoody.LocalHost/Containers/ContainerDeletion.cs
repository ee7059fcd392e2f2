using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Containers;

/// <summary>Accepts the deletion of a container; a job removes its refs and its directory, and then the container itself.</summary>
internal sealed class ContainerDeletion(StateContext state, OperationQueue queue, TimeProvider time)
{
    public async Task<IResult> DeleteAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        string? operationId = Begin(container);
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (operationId is not null)
        {
            await queue.EnqueueAsync(operationId);
        }

        return ApiResult.OkWithoutData("Container deleted successfully");
    }

    /// <summary>Marks a container as being deleted and writes the job down; null when it is being deleted already.</summary>
    /// <exception cref="ApiException">Another operation is at work on the container.</exception>
    public string? Begin(ContainerRow container)
    {
        if (container.State == ContainerState.Deleting)
        {
            return null;
        }

        if (container.ActiveOperationId is not null)
        {
            throw ApiErrors.StateConflict("Another operation is in progress on this container");
        }

        DateTimeOffset now = time.GetUtcNow();
        OperationRow operation = OperationQueue.Add(state, container, OperationKind.Delete, new OperationArguments(), now);
        state.MoveTo(container, ContainerState.Deleting, now, ContainerTransitions.ByUser);
        return operation.Id;
    }
}
