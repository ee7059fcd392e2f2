using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Peers;

/// <summary>Offers this host's servers to other hosts, on a port of its own: nothing of the API is there, and nothing of this on the API's port.</summary>
internal sealed class PeerListener : IAsyncDisposable
{
    private readonly WebApplication _application;

    private PeerListener(WebApplication application) => (_application, Address) = (application, new Uri(application.Urls.Single()));

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <exception cref="HoodyHostException">The port is taken.</exception>
    public static async Task<PeerListener> StartAsync(
        PeerListenerOptions options, HoodyHostOptions hostOptions, IServiceProvider host, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => PeerEndpoint.Configure(kestrel, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(logging =>
        {
            hostOptions.Logging?.Invoke(logging);
            logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        });
        builder.Services.AddSingleton(new PeerTokens(options.Tokens)).AddSingleton<PeerPins>();
        builder.Services.AddSingleton(host.GetRequiredService<ContainerGates>());

        // Not its own: the host disposes them.
        builder.Services.AddSingleton(new OfferedServers(host.GetRequiredService<ServerEngines>()));
        builder.Services.Configure<HostOptions>(settings => settings.ShutdownTimeout = TimeSpan.FromSeconds(1));

        WebApplication application = builder.Build();
        application.UseMiddleware<PeerErrorMiddleware>();
        application.UseMiddleware<PeerTokenMiddleware>();
        application.UseRouting();
        RouteGroupBuilder server = application.MapGroup(PeerPaths.Root + "/{server}");
        PeerWorkRoutes.Map(server);
        PeerSessionRoutes.Map(server);
        try
        {
            await application.StartAsync(cancellationToken);
            return new PeerListener(application);
        }
        catch (Exception exception)
        {
            await application.DisposeAsync();
            throw exception is IOException ? new HoodyHostException($"Port {options.Port} cannot be listened on: {exception.Message}", exception) : exception;
        }
    }

    /// <summary>Stops listening. Sessions under way are cut off: whoever holds them begins again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
