using System.Text.Json.Nodes;
using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.Projects;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.ProxyAliases;

/// <summary>Proxy aliases: kept, shown, and held to be one of their name. No proxy answers under them.</summary>
internal static class AliasRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/proxy/aliases", ListAsync);
        api.MapPost("/proxy/aliases", CreateAsync);
        api.MapGet("/proxy/aliases/{id}", GetAsync);
        api.MapPatch("/proxy/aliases/{id}", UpdateAsync);
        api.MapPatch("/proxy/aliases/{id}/state", SetStateAsync);
        api.MapDelete("/proxy/aliases/{id}", DeleteAsync);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Caller caller, StateContext state, TimeProvider time)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        QueryReader query = new(request);
        string? projectId = query.Id("project_id");
        string? containerId = query.Id("container_id");
        string? realmId = query.Id("realm_id");
        bool? isEnabled = query.OptionalFlag("enabled");
        bool? isExpired = query.OptionalFlag("expired");
        query.ThrowIfInvalid();

        DateTimeOffset now = time.GetUtcNow();
        List<ProxyAliasRow> rows = await state.AliasesOf(caller).AsNoTracking()
            .Where(alias => projectId == null || alias.ProjectId == projectId)
            .Where(alias => containerId == null || alias.ContainerId == containerId)
            .Where(alias => isEnabled == null || alias.IsEnabled == isEnabled)
            .Where(alias => isExpired == null || (alias.ExpiresAt != null && alias.ExpiresAt <= now) == isExpired)
            .OrderBy(alias => alias.CreatedAt).ThenBy(alias => alias.Id)
            .ToListAsync(cancellationToken);
        if (realmId is not null)
        {
            // An alias is of the realms of its container.
            List<ContainerRow> containers = await state.ContainersOf(caller).AsNoTracking().ToListAsync(cancellationToken);
            HashSet<string> ofRealm = [.. containers.Where(container => container.RealmIds.Contains(realmId)).Select(container => container.Id)];
            rows.RemoveAll(alias => !ofRealm.Contains(alias.ContainerId));
        }

        Dictionary<string, string> servers = await state.Servers.ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        return ApiResult.Ok("Proxy aliases retrieved successfully", new
        {
            Aliases = rows.ConvertAll(alias => AliasView.Of(alias, servers[alias.ServerId])),
            rows.Count,
        });
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, Caller caller, StateContext state, TimeProvider time)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        string containerId = body.RequiredId("container_id");
        AliasFields fields = AliasFields.Read(body, isNew: true);

        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(containerId, caller, cancellationToken);
        string name = fields.Name ?? AliasNames.Random();
        await state.RequireFreeAliasAsync(name, container.ServerId, caller, exceptId: null, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        ProxyAliasRow alias = new()
        {
            Id = RandomIds.NewResourceId(),
            AccountId = caller.AccountId,
            ProjectId = container.ProjectId,
            ContainerId = container.Id,
            ServerId = container.ServerId,
            Alias = name,
            Program = fields.ProgramInstead(null)!, // a new alias has a program
            Index = fields.Index ?? 1,
            TargetPath = fields.TargetPath,
            AllowPathOverride = fields.AllowPathOverride ?? true,
            ExpiresAt = fields.ExpiresAt,
            IsEnabled = fields.IsEnabled ?? true,
            CreatedAt = now,
            UpdatedAt = now,
        };
        state.ProxyAliases.Add(alias);
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Created("Proxy alias created successfully", await ViewAsync(state, alias, cancellationToken));
    }

    private static async Task<IResult> GetAsync(string id, Caller caller, StateContext state, CancellationToken cancellationToken)
    {
        ProxyAliasRow alias = await state.RequireAliasAsync(id, caller, cancellationToken);
        ProjectRow project = await state.RequireProjectAsync(alias.ProjectId, caller, cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(alias.ContainerId, caller, cancellationToken);
        JsonObject view = WireJson.Object(await ViewAsync(state, alias, cancellationToken));
        view["project"] = WireJson.Object(new { project.Id, project.Alias });
        view["container"] = WireJson.Object(new { container.Id, container.Name });
        return ApiResult.Ok("Proxy alias retrieved successfully", view);
    }

    private static async Task<IResult> UpdateAsync(HttpRequest request, string id, Caller caller, StateContext state, TimeProvider time)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        AliasFields fields = AliasFields.Read(await BodyReader.ReadAsync(request), isNew: false);
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ProxyAliasRow alias = await state.RequireAliasAsync(id, caller, cancellationToken);
        if (fields.Name is not null)
        {
            await state.RequireFreeAliasAsync(fields.Name, alias.ServerId, caller, alias.Id, cancellationToken);
        }

        alias.Alias = fields.Name ?? alias.Alias;
        alias.Program = fields.ProgramInstead(alias.Program)!; // there was one
        alias.Index = fields.Index ?? alias.Index;
        alias.TargetPath = fields.TargetPathInstead(alias.TargetPath);
        alias.AllowPathOverride = fields.AllowPathOverride ?? alias.AllowPathOverride;
        alias.ExpiresAt = fields.ExpiryInstead(alias.ExpiresAt);
        alias.IsEnabled = fields.IsEnabled ?? alias.IsEnabled;
        alias.UpdatedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Ok("Proxy alias updated successfully", await ViewAsync(state, alias, cancellationToken));
    }

    private static async Task<IResult> SetStateAsync(HttpRequest request, string id, Caller caller, StateContext state, TimeProvider time)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        bool isEnabled = body.RequiredFlag("enabled");
        body.ThrowIfInvalid();
        ProxyAliasRow alias = await state.RequireAliasAsync(id, caller, cancellationToken);
        alias.IsEnabled = isEnabled;
        alias.UpdatedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
        return ApiResult.Ok("Proxy alias state updated successfully", await ViewAsync(state, alias, cancellationToken));
    }

    private static async Task<IResult> DeleteAsync(string id, Caller caller, StateContext state, CancellationToken cancellationToken) =>
        await state.AliasesOf(caller).Where(alias => alias.Id == id).ExecuteDeleteAsync(cancellationToken) == 0
            ? throw ApiErrors.ResourceNotFound("Proxy alias")
            : ApiResult.OkWithoutData("Proxy alias deleted successfully");

    private static async Task<object> ViewAsync(StateContext state, ProxyAliasRow alias, CancellationToken cancellationToken)
    {
        ServerRow server = await state.Servers.AsNoTracking().SingleAsync(row => row.Id == alias.ServerId, cancellationToken);
        return AliasView.Of(alias, server.Name);
    }
}
