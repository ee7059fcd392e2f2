using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Projects;

/// <summary>Projects: create, list, get, change, delete.</summary>
internal static class ProjectRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/projects", CreateAsync);
        api.MapGet("/projects", ListAsync);
        api.MapGet("/projects/{id}", GetAsync);
        api.MapMethods("/projects/{id}", ["PUT", "PATCH"], UpdateAsync);
        api.MapDelete("/projects/{id}", (HttpRequest request, string id, Caller caller, ProjectDeletion deletion) =>
            deletion.DeleteAsync(request, id, caller));
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, Caller caller, StateContext state, TimeProvider time)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        DateTimeOffset now = time.GetUtcNow();
        ProjectRow project = new()
        {
            Id = RandomIds.NewResourceId(),
            AccountId = caller.AccountId,
            Alias = body.RequiredText("alias", 1, 100),
            Color = HexColor.Read(body) ?? HexColor.Random(),
            MaxContainers = body.Integer("max_containers", 0, int.MaxValue),
            RealmIds = body.RealmIds() ?? [],
            CreatedAt = now,
            UpdatedAt = now,
        };
        body.ThrowIfInvalid();

        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        await RequireFreeAliasAsync(state, caller, project.Alias, exceptId: null, cancellationToken);
        state.Projects.Add(project);
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Created("Project created successfully", ProjectView.From(project));
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Caller caller, StateContext state)
    {
        QueryReader query = new(request);
        PageRequest page = query.Page(10, "created_at", "id", "alias", "created_at", "updated_at");
        string? realmId = query.Id("realm_id");
        query.ThrowIfInvalid();

        IQueryable<ProjectRow> rows = Sort(state.ProjectsOf(caller).AsNoTracking(), page);
        if (realmId is not null)
        {
            rows = rows.Where(project => EF.Functions.Like((string)(object)project.RealmIds, $"%\"{realmId}\"%"));
        }

        (List<ProjectRow> projects, Pagination pagination) = await page.TakeAsync(rows, request.HttpContext.RequestAborted);
        return ApiResult.Ok("Projects retrieved successfully", new { Projects = projects.ConvertAll(ProjectView.From), Pagination = pagination });
    }

    private static async Task<IResult> GetAsync(HttpRequest request, string id, Caller caller, StateContext state)
    {
        QueryReader query = new(request);
        bool withPermissions = query.Flag("include_permissions");
        query.ThrowIfInvalid();
        ProjectRow project = await state.RequireProjectAsync(id, caller, request.HttpContext.RequestAborted);
        ProjectView view = ProjectView.From(project);
        return ApiResult.Ok("Project retrieved successfully", withPermissions ? view with { Permissions = [] } : view);
    }

    private static async Task<IResult> UpdateAsync(HttpRequest request, string id, Caller caller, StateContext state, TimeProvider time)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        string? alias = body.Text("alias", 1, 100);
        string? color = HexColor.Read(body);
        int? maxContainers = body.Integer("max_containers", 0, int.MaxValue);
        List<string>? realmIds = body.RealmIds();
        body.ThrowIfInvalid();

        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ProjectRow project = await state.RequireProjectAsync(id, caller, cancellationToken);
        if (alias is not null)
        {
            await RequireFreeAliasAsync(state, caller, alias, project.Id, cancellationToken);
        }

        project.Alias = alias ?? project.Alias;
        project.Color = color ?? project.Color;
        project.MaxContainers = body.Has("max_containers") ? maxContainers : project.MaxContainers;
        project.RealmIds = realmIds ?? project.RealmIds;
        project.UpdatedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Ok("Project updated successfully", ProjectView.From(project));
    }

    private static async Task RequireFreeAliasAsync(
        StateContext state, Caller caller, string alias, string? exceptId, CancellationToken cancellationToken)
    {
        if (await state.ProjectsOf(caller).AnyAsync(project => project.Alias == alias && project.Id != exceptId, cancellationToken))
        {
            throw ApiErrors.ProjectAliasInUse();
        }
    }

    private static IQueryable<ProjectRow> Sort(IQueryable<ProjectRow> rows, PageRequest page) => page.SortBy switch
    {
        "id" => page.Order(rows, project => project.Id, project => project.Id),
        "alias" => page.Order(rows, project => project.Alias, project => project.Id),
        "updated_at" => page.Order(rows, project => project.UpdatedAt, project => project.Id),
        _ => page.Order(rows, project => project.CreatedAt, project => project.Id),
    };
}
