using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Faults;
using Hoody.LocalHost.Hosting;
using Hoody.LocalHost.Peers;
using Hoody.LocalHost.State;
using Hoody.Sdk;
using Microsoft.EntityFrameworkCore;

namespace Hoody.LocalHost;

/// <summary>The service's API on the loopback address, answered from the engine. Started, it runs until it is disposed. Thread-safe.</summary>
/// <remarks>
/// State, stores and container directories lie below one data folder; a later start over the same folder carries on with them, unfinished
/// copies and syncs included. The contract is the service's: <c>/api/v1</c>. What is added to it lies under <c>/local/v1</c>.
/// </remarks>
public sealed class HoodyHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly DataFolderLock _dataFolderLock;
    private readonly PeerListener? _peers;

    private HoodyHost(WebApplication application, PeerListener? peers, DataFolderLock dataFolderLock, string? initialToken)
    {
        _application = application;
        _peers = peers;
        _dataFolderLock = dataFolderLock;
        InitialToken = initialToken;
        BaseAddress = new Uri(application.Urls.Single());
        Faults = new HostFaults(application.Services.GetRequiredService<FaultScript>());
    }

    /// <summary>Gets where the host listens, such as <c>http://127.0.0.1:40123/</c>; the API's paths follow it.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Gets where other hosts reach this one's servers; null without <see cref="HoodyHostOptions.PeerListener"/>.</summary>
    public Uri? PeerAddress => _peers?.Address;

    /// <summary>Gets the token of the account that the first start over a data folder makes; null at every later start. It is kept nowhere.</summary>
    public string? InitialToken { get; }

    /// <summary>Gets what the host is to do wrong, for tests of what talks to it.</summary>
    public HostFaults Faults { get; }

    /// <summary>Starts a host.</summary>
    /// <param name="options">Where its data lies, and its limits.</param>
    /// <param name="cancellationToken">Gives up starting; what has been started by then is stopped again.</param>
    /// <returns>The running host; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="HoodyHostException">
    /// Another host uses the data folder, it holds something else or was written by a newer host, or the port is taken.
    /// </exception>
    public static async Task<HoodyHost> StartAsync(HoodyHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        HostFolders folders = new(options.DataFolder);
        DataFolderLock dataFolderLock = DataFolderLock.Take(folders);
        WebApplication? application = null;
        PeerListener? peers = null;
        try
        {
            application = HostComposition.Build(options, folders);
            string? initialToken = await HostStart.RunAsync(application, options, folders, cancellationToken);
            peers = options.PeerListener is { } listener
                ? await PeerListener.StartAsync(listener, options, application.Services, cancellationToken)
                : null;
            return new HoodyHost(application, peers, dataFolderLock, initialToken);
        }
        catch
        {
            await (peers?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (application is null ? Task.CompletedTask : StopAsync(application));
            dataFolderLock.Dispose();
            throw;
        }
    }

    /// <summary>Gets the directory that holds a container's files, which may be read and changed while no job works on the container.</summary>
    /// <exception cref="KeyNotFoundException">The host has no such container.</exception>
    /// <exception cref="InvalidOperationException">The container is on a peer's server, and so are its files.</exception>
    public string GetContainerDirectory(ContainerId id)
    {
        using IServiceScope scope = _application.Services.CreateScope();
        StateContext state = scope.ServiceProvider.GetRequiredService<StateContext>();
        string value = id.Value;
        ContainerRow container = state.Containers.AsNoTracking().SingleOrDefault(row => row.Id == value)
            ?? throw new KeyNotFoundException($"There is no container '{value}'.");
        return scope.ServiceProvider.GetRequiredService<Engine.ServerEngines>().Of(container).FindDirectory(container.Id)
            ?? throw new InvalidOperationException($"The files of container '{value}' are in another host.");
    }

    /// <summary>Makes a further account, whose projects and containers no other account sees.</summary>
    /// <returns>The account's token. It is kept nowhere: only its hash is.</returns>
    public async Task<string> CreateAccountAsync(CancellationToken cancellationToken = default)
    {
        await using AsyncServiceScope scope = _application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountDirectory>().CreateAsync(cancellationToken);
    }

    /// <summary>Stops the host. Work under way is left, and carried on with by the next start over the same data folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await (_peers?.DisposeAsync() ?? ValueTask.CompletedTask);
        await StopAsync(_application);
        _dataFolderLock.Dispose();
    }

    // Disposal alone would leave the scheduler and its jobs running.
    private static async Task StopAsync(WebApplication application)
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    /// <summary>The host's parts, for tests that hold one of them still.</summary>
    internal IServiceProvider Services => _application.Services;

    /// <summary>Completes when the host is asked to stop, as by Ctrl+C.</summary>
    internal Task WaitForShutdownAsync() => _application.WaitForShutdownAsync();
}
