using System.Text.Json.Nodes;
using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.Projects;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Containers;

/// <summary>Containers one by one and in pages, and the log of a container's states.</summary>
internal sealed class ContainerListing(StateContext state, TimeProvider time)
{
    public async Task<IResult> GetAsync(HttpRequest request, string id, Caller caller)
    {
        QueryReader query = new(request);
        ContainerInclusions more = ContainerInclusions.Read(query);
        query.ThrowIfInvalid();
        ContainerRow container = await state.RequireContainerAsync(id, caller, request.HttpContext.RequestAborted);
        JsonObject view = (await ContainerView.ListAsync(
            state, [container], more, time.GetUtcNow(), request.HttpContext.RequestAborted))[0];
        view["warnings"] = new JsonArray();
        return ApiResult.Ok("Container retrieved successfully", view);
    }

    public Task<IResult> ListAsync(HttpRequest request, Caller caller) => ListAsync(request, state.ContainersOf(caller), hasRealm: true);

    public async Task<IResult> ListInProjectAsync(HttpRequest request, string id, Caller caller)
    {
        ProjectRow project = await state.RequireProjectAsync(id, caller, request.HttpContext.RequestAborted);
        return await ListAsync(request, state.Containers.Where(container => container.ProjectId == project.Id), hasRealm: false);
    }

    public async Task<IResult> ListStatusLogsAsync(HttpRequest request, string id, Caller caller)
    {
        QueryReader query = new(request);
        PageRequest page = query.Page(10, "transition_time", "transition_time", "created_at", "to_status", "from_status");
        query.ThrowIfInvalid();
        ContainerRow container = await state.RequireContainerAsync(id, caller, request.HttpContext.RequestAborted);
        IQueryable<StatusLogRow> rows = state.StatusLogs.AsNoTracking().Where(log => log.ContainerId == container.Id);
        rows = page.SortBy switch
        {
            "to_status" => page.Order(rows, log => log.ToState, log => log.Id),
            "from_status" => page.Order(rows, log => log.FromState, log => log.Id),
            _ => page.Order(rows, log => log.TransitionTime, log => log.Id),
        };
        (List<StatusLogRow> logs, Pagination pagination) = await page.TakeAsync(rows, request.HttpContext.RequestAborted);
        return ApiResult.Ok("Status logs retrieved successfully", new { Logs = logs.ConvertAll(View), Pagination = pagination });
    }

    private async Task<IResult> ListAsync(HttpRequest request, IQueryable<ContainerRow> rows, bool hasRealm)
    {
        QueryReader query = new(request);
        PageRequest page = query.Page(50, "created_at", "id", "name", "status", "created_at", "updated_at");
        string? realmId = hasRealm ? query.Id("realm_id") : null;
        ContainerInclusions more = ContainerInclusions.Read(query);
        query.Flag("include_prespawn");
        query.Flag("include_expired");
        bool withDeleting = query.Flag("include_deleting");
        query.ThrowIfInvalid();

        rows = rows.AsNoTracking();
        if (!withDeleting)
        {
            rows = rows.Where(container => container.State != ContainerState.Deleting);
        }

        if (realmId is not null)
        {
            rows = rows.Where(container => EF.Functions.Like((string)(object)container.RealmIds, $"%\"{realmId}\"%"));
        }

        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        (List<ContainerRow> containers, Pagination pagination) = await page.TakeAsync(Sort(rows, page), cancellationToken);
        List<JsonObject> views = await ContainerView.ListAsync(state, containers, more, time.GetUtcNow(), cancellationToken);
        return ApiResult.Ok("Containers retrieved successfully", new { Containers = views, Pagination = pagination });
    }

    private static IQueryable<ContainerRow> Sort(IQueryable<ContainerRow> rows, PageRequest page) => page.SortBy switch
    {
        "id" => page.Order(rows, container => container.Id, container => container.Id),
        "name" => page.Order(rows, container => container.Name, container => container.Id),
        "status" => page.Order(rows, container => container.State, container => container.Id),
        "updated_at" => page.Order(rows, container => container.UpdatedAt, container => container.Id),
        _ => page.Order(rows, container => container.CreatedAt, container => container.Id),
    };

    private static object View(StatusLogRow log) => new
    {
        log.Id,
        log.ContainerId,
        FromStatus = log.FromState,
        ToStatus = log.ToState,
        log.TransitionTime,
        DurationMs = log.DurationMilliseconds,
        log.TriggeredBy,
        Metadata = log.OperationId is null ? null : new { log.OperationId },
    };
}
