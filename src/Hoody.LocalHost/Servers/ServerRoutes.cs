using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost.Servers;

/// <summary>The servers that the host plays. Every account may use all of them; the service's older name for the list is rentals.</summary>
internal static class ServerRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        // Nothing is for rent here: all servers are every account's already.
        api.MapGet("/servers/available", () => ApiResult.Ok("Available servers retrieved successfully", Array.Empty<object>()));
        foreach (string list in (string[])["/servers", "/rentals"])
        {
            api.MapGet(list, ListAsync);
            api.MapGet(list + "/{id}", GetAsync);
        }
    }

    private static async Task<IResult> ListAsync(StateContext state, HoodyHostOptions options, CancellationToken cancellationToken)
    {
        List<ServerRow> servers = await state.Servers.AsNoTracking().OrderBy(server => server.Name).ToListAsync(cancellationToken);
        Dictionary<string, int> used = await state.Containers.GroupBy(container => container.ServerId)
            .ToDictionaryAsync(group => group.Key, group => group.Count(), cancellationToken);
        return ApiResult.Ok("Rentals retrieved successfully", servers.ConvertAll(server =>
            ServerView.Rental(server, used.GetValueOrDefault(server.Id), options.MaxContainersPerServer)));
    }

    private static async Task<IResult> GetAsync(string id, StateContext state, HoodyHostOptions options, CancellationToken cancellationToken)
    {
        ServerRow server = await state.Servers.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id || row.RentalId == id, cancellationToken)
            ?? throw ApiErrors.ResourceNotFound("Server");
        int used = await state.Containers.CountAsync(container => container.ServerId == server.Id, cancellationToken);
        return ApiResult.Ok("Rental retrieved successfully", ServerView.Rental(server, used, options.MaxContainersPerServer));
    }
}
