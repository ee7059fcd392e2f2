using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Networking;

/// <summary>Network settings: kept and shown, so that copying them can be seen.</summary>
internal static class NetworkRoutes
{
    private const string Running = "running";

    private static readonly string[] KnownFields = ["type", "proxy", "country", "city", "region", "comment", "dns_servers"];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/containers/{id}/network", GetAsync);
        api.MapMethods("/containers/{id}/network", ["PUT", "PATCH"], SetAsync);
        api.MapDelete("/containers/{id}/network", DeleteAsync);
        api.MapPost("/containers/{id}/network/start", (
            string id, Caller caller, StateContext state, TimeProvider time, CancellationToken cancellationToken) =>
            RunAsync(id, isRunning: true, caller, state, time, cancellationToken));
        api.MapPost("/containers/{id}/network/stop", (
            string id, Caller caller, StateContext state, TimeProvider time, CancellationToken cancellationToken) =>
            RunAsync(id, isRunning: false, caller, state, time, cancellationToken));
    }

    private static async Task<IResult> GetAsync(string id, Caller caller, StateContext state, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        return ApiResult.Ok("Network configuration retrieved successfully", View(container));
    }

    private static async Task<IResult> SetAsync(HttpRequest request, string id, Caller caller, StateContext state, TimeProvider time)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        NetworkSettings settings = Read(await BodyReader.ReadAsync(request), time.GetUtcNow());
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        container.Network = settings;
        container.UpdatedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
        return ApiResult.Ok("Network configuration updated successfully", View(container));
    }

    private static async Task<IResult> DeleteAsync(
        string id, Caller caller, StateContext state, TimeProvider time, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        if (container.Network is null)
        {
            throw ApiErrors.NetworkNotFound();
        }

        container.Network = null;
        container.UpdatedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
        return ApiResult.OkWithoutData("Network configuration deleted successfully");
    }

    private static async Task<IResult> RunAsync(
        string id, bool isRunning, Caller caller, StateContext state, TimeProvider time, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        NetworkSettings network = container.Network
            ?? throw new ApiException(400, "NETWORK_NOT_CONFIGURED", "Network not configured for this container");
        container.Network = network with { Status = isRunning ? Running : "stopped", LastStatusCheck = now };
        await state.SaveChangesAsync(cancellationToken);
        return ApiResult.Ok($"Network {(isRunning ? "started" : "stopped")} successfully", new
        {
            ContainerId = container.Id,
            container.Network.Status,
            IsRunning = isRunning,
            LastCheck = now,
        });
    }

    private static NetworkSettings Read(BodyReader body, DateTimeOffset now)
    {
        foreach (string name in body.Names.Except(KnownFields))
        {
            body.Fail(name, "is not a known field");
        }

        NetworkSettings settings = new(
            body.RequiredChoice("type", "socks5", "http", "https", "block"),
            body.Text("proxy", 1, 2048),
            body.Text("country", 1, 64),
            body.Text("city", 1, 128),
            body.Text("region", 1, 128),
            body.Text("comment", 0, 1000),
            body.TextList("dns_servers", 4, server => System.Net.IPAddress.TryParse(server, out _), "must be an IP address") ?? [],
            "configured",
            now);
        body.ThrowIfInvalid();
        if (settings.Type != "block" && settings.Proxy is null)
        {
            throw new ApiException(400, "VALIDATION_ERROR", "Proxy URL required for non-block type");
        }

        // With a host: in what has none, such as "socks5:user:password@host", credentials are not told from the rest.
        if (settings.Proxy is not null && !(Uri.TryCreate(settings.Proxy, UriKind.Absolute, out Uri? proxy) && proxy.Host.Length > 0))
        {
            throw ApiErrors.Validation("/proxy", "must be a URL with a host");
        }

        return settings;
    }

    private static object View(ContainerRow container) => container.Network is not { } network
        ? new { ContainerId = container.Id, Configured = false }
        : new
        {
            ContainerId = container.Id,
            Configured = true,
            network.Type,
            Proxy = WithoutCredentials(network.Proxy),
            CredentialsConfigured = network.Proxy is not null && new Uri(network.Proxy).UserInfo.Length > 0,
            network.Country,
            network.City,
            network.Region,
            network.Comment,
            network.DnsServers,
            network.Status,
            network.ConfiguredAt,
            network.LastStatusCheck,
            RemoteStatus = new { IsRunning = network.Status == Running, LastCheck = network.LastStatusCheck },
        };

    private static string? WithoutCredentials(string? proxy) =>
        proxy is null ? null : new UriBuilder(proxy) { UserName = "", Password = "" }.Uri.ToString();
}
