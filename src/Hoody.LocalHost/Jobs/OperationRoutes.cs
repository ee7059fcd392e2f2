using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Hoody.Volumes.Transfer;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Jobs;

/// <summary>What we add to the service's contract: operations with their figures and, when they failed, the reason.</summary>
internal static class OperationRoutes
{
    private const int MaxListed = 100;
    private const int MaxWaitSeconds = 60;

    public static void Map(IEndpointRouteBuilder local)
    {
        local.MapGet("/operations/{operation_id}", GetAsync);
        local.MapGet("/containers/{id}/operations", ListAsync);
    }

    // ?wait=SECONDS answers as soon as the operation has ended, or after that time with its state as it then is.
    private static async Task<IResult> GetAsync(
        HttpContext http, Caller caller, StateContext state, OperationEnds ends, OperationGauges gauges)
    {
        string id = (string)http.GetRouteValue("operation_id")!; // the route's pattern demands it
        if (!RandomIds.IsOperationId(id))
        {
            throw new ApiException(400, "INVALID_ID_FORMAT", "Invalid ID format: 'operation_id' must be 32 lower-case hexadecimal characters");
        }

        QueryReader query = new(http.Request);
        int waitSeconds = query.Integer("wait", 0, 0, MaxWaitSeconds);
        query.ThrowIfInvalid();
        OperationRow operation = await RequireAsync(state, id, caller, http.RequestAborted);
        if (waitSeconds > 0 && operation.FinishedAt is null)
        {
            await WaitAsync(state, ends, id, TimeSpan.FromSeconds(waitSeconds), http.RequestAborted);
            operation = await RequireAsync(state, id, caller, http.RequestAborted);
        }

        return ApiResult.Ok("Operation retrieved successfully", View(operation, gauges.Find(operation.Id)));
    }

    private static async Task WaitAsync(
        StateContext state, OperationEnds ends, string id, TimeSpan patience, CancellationToken cancellationToken)
    {
        Task ended = ends.WhenEnded(id);
        if (await state.Operations.AnyAsync(row => row.Id == id && row.FinishedAt != null, cancellationToken))
        {
            ends.Signal(id); // it ended before we began to listen, and will not end again
        }

        await Task.WhenAny(ended, Task.Delay(patience, cancellationToken));
    }

    private static async Task<OperationRow> RequireAsync(
        StateContext state, string id, Caller caller, CancellationToken cancellationToken) =>
        await state.Operations.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id && row.AccountId == caller.AccountId, cancellationToken)
            ?? throw ApiErrors.OperationNotFound();

    private static async Task<IResult> ListAsync(
        string id, Caller caller, StateContext state, OperationGauges gauges, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        List<OperationRow> operations = await state.Operations.AsNoTracking()
            .Where(row => row.ContainerId == container.Id)
            .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
            .Take(MaxListed).ToListAsync(cancellationToken);
        return ApiResult.Ok("Operations retrieved successfully", new { Operations = operations.ConvertAll(row => View(row, gauges.Find(row.Id))) });
    }

    private static object View(OperationRow operation, TransferGauge? gauge) => new
    {
        OperationId = operation.Id,
        operation.ContainerId,
        operation.Kind,
        Status = operation.State,
        Error = operation.ErrorCode is null ? null : new { Code = operation.ErrorCode, Message = operation.ErrorMessage },
        operation.Files,
        operation.LogicalBytes,
        operation.NewBytesStored,
        operation.TransferredBytes,
        operation.Notices,
        Plan = gauge?.Plan is { } plan ? PlanView(plan) : null,
        Progress = gauge?.Plan is null ? null : new { gauge.WireBytesDone, gauge.BytesPerSecond, gauge.SecondsLeft },
        operation.CreatedAt,
        operation.StartedAt,
        operation.FinishedAt,
    };

    private static object PlanView(TransferPlan plan) => new
    {
        plan.FilesNew,
        plan.FilesChanged,
        plan.FilesReused,
        plan.ChunksNew,
        plan.NodesNew,
        plan.BytesNew,
        plan.ChunksReused,
        plan.BytesReused,
        plan.WireBytes,
        plan.RoundTrips,
    };
}
