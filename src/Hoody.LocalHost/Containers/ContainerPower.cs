using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Containers;

/// <summary>Start, stop and their like: changes of the state that the API shows. A local container has no processes to act on.</summary>
internal sealed class ContainerPower(StateContext state, TimeProvider time)
{
    private const int MaxTimeoutSeconds = 600;

    public async Task<IResult> OperateAsync(HttpRequest request, string id, string operation, Caller caller)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        body.Integer("timeout", 1, MaxTimeoutSeconds);
        body.ThrowIfInvalid();

        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        if (!IsKnown(operation))
        {
            throw Refuse(400, "VALIDATION_ERROR", $"Unknown operation '{operation}'", container, operation);
        }

        if (container.ActiveOperationId is not null)
        {
            throw Refuse(409, "CONTAINER_OPERATION_IN_PROGRESS", "Another operation is in progress on this container", container, operation);
        }

        ContainerState next = Next(container.State, operation)
            ?? throw Refuse(400, "INVALID_CONTAINER_STATE", $"A container that is {Word(container.State)} cannot {operation}", container, operation);
        state.MoveTo(container, next, time.GetUtcNow(), ContainerTransitions.ByUser);
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        const string Done = "Container operation completed successfully";
        return ApiResult.Ok(Done, View(container, operation, Done, isError: false));
    }

    public async Task<IResult> SetKvmAsync(HttpRequest request, string id, Caller caller)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        bool kvm = body.RequiredFlag("kvm");
        body.ThrowIfInvalid();

        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        if (container.State != ContainerState.Stopped)
        {
            throw ApiErrors.StateConflict("The container must be stopped first");
        }

        container.Kvm = kvm;
        container.UpdatedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Ok("Container KVM updated successfully", new { container.Id, container.Name, Status = container.State, container.Kvm });
    }

    private static bool IsKnown(string operation) => operation is "start" or "stop" or "force-stop" or "restart" or "pause" or "resume";

    private static ContainerState? Next(ContainerState current, string operation) => (current, operation) switch
    {
        (ContainerState.Running, "stop" or "force-stop") => ContainerState.Stopped,
        (ContainerState.Running, "restart") => ContainerState.Running,
        (ContainerState.Running, "pause") => ContainerState.Paused,
        (ContainerState.Stopped, "start" or "restart") => ContainerState.Running,
        (ContainerState.Paused, "resume") => ContainerState.Running,
        _ => null,
    };

    private static ApiException Refuse(int statusCode, string code, string message, ContainerRow container, string operation) =>
        new(statusCode, code, message) { Payload = View(container, operation, message, isError: true) };

    private static object View(ContainerRow container, string operation, string message, bool isError) => new
    {
        Error = isError,
        Operation = operation,
        ContainerId = container.Id,
        container.ProjectId,
        Message = message,
        Status = container.State,
    };

    private static string Word(ContainerState state) => state.ToString().ToLowerInvariant();
}
