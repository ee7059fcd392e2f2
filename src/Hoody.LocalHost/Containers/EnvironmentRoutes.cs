using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Containers;

/// <summary>A container's environment variables, as a whole and one by one.</summary>
internal static class EnvironmentRoutes
{
    private static readonly string[] ChangeMethods = ["PUT", "PATCH"];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/containers/{id}/env", GetAsync);
        api.MapMethods("/containers/{id}/env", ChangeMethods, MergeAsync);
        api.MapMethods("/containers/{id}/env/{key}", ChangeMethods, SetAsync);
        api.MapDelete("/containers/{id}/env/{key}", DeleteAsync);
    }

    private static async Task<IResult> GetAsync(string id, Caller caller, StateContext state, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        return ApiResult.Ok("Environment variables retrieved successfully", new
        {
            EnvironmentVars = container.EnvironmentVariables,
        });
    }

    private static async Task<IResult> MergeAsync(HttpRequest request, string id, Caller caller, StateContext state, TimeProvider time)
    {
        BodyReader body = await BodyReader.ReadAsync(request);
        Dictionary<string, string> given = ContainerFields.ReadEnvironment(body, null) ?? [];
        body.ThrowIfInvalid();
        return await ChangeAsync(id, caller, state, time, variables =>
        {
            foreach ((string name, string value) in given)
            {
                variables[name] = value;
            }
        }, request.HttpContext.RequestAborted);
    }

    private static async Task<IResult> SetAsync(
        HttpRequest request, string id, string key, Caller caller, StateContext state, TimeProvider time)
    {
        BodyReader body = await BodyReader.ReadAsync(request);
        string value = body.RequiredText("value", 0, ContainerFields.MaxSingleEnvironmentValueLength);
        if (!ContainerFields.IsEnvironmentName(key))
        {
            body.Fail("key", "must be the name of an environment variable");
        }

        body.ThrowIfInvalid();
        return await ChangeAsync(id, caller, state, time, variables => variables[key] = value, request.HttpContext.RequestAborted);
    }

    private static Task<IResult> DeleteAsync(
        string id, string key, Caller caller, StateContext state, TimeProvider time, CancellationToken cancellationToken) =>
        ChangeAsync(id, caller, state, time, variables =>
        {
            if (!variables.Remove(key))
            {
                throw ApiErrors.ResourceNotFound("Environment variable");
            }
        }, cancellationToken);

    private static async Task<IResult> ChangeAsync(
        string id, Caller caller, StateContext state, TimeProvider time, Action<Dictionary<string, string>> change, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        Dictionary<string, string> variables = new(container.EnvironmentVariables, StringComparer.Ordinal);
        change(variables);
        ContainerFields.RequireFits(variables);
        container.EnvironmentVariables = variables;
        container.UpdatedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ApiResult.Ok("Environment variables updated successfully", new
        {
            EnvironmentVars = variables,
            Synced = true,
        });
    }
}
