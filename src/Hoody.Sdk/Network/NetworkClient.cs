namespace Hoody.Sdk;

/// <summary>
/// The network settings of a container. A copy gets its source's only with <see cref="CopyContainerRequest.CopyNetworkRules"/>, and a sync
/// leaves the copy's own. Thread-safe.
/// </summary>
/// <remarks><inheritdoc cref="ContainersClient" path="/remarks/node()"/></remarks>
public class NetworkClient
{
    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected NetworkClient()
    {
    }

    internal NetworkClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(NetworkClient));

    /// <summary>Gets the settings.</summary>
    public virtual Task<NetworkConfiguration> GetAsync(
        ContainerId container, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.GetAsync("Network.Get", Network(container), HoodyJsonContext.Default.NetworkConfiguration, request, cancellationToken);

    /// <summary>Changes the settings, and gets them as they then are.</summary>
    /// <exception cref="ArgumentException">There is no proxy, though not all traffic is blocked.</exception>
    public virtual Task<NetworkConfiguration> SetAsync(
        ContainerId container, SetNetworkRequest network, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network is { Proxy: null, Type: not "block" })
        {
            throw new ArgumentException("A proxy is needed unless all traffic is blocked.", nameof(network));
        }

        ApiRequest message = new("Network.Set", HttpMethod.Put, Network(container))
        {
            Body = ApiPipeline.Write(network, HoodyJsonContext.Default.SetNetworkRequest),
            Secrets = network.Secrets,
        };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.NetworkConfiguration, request, cancellationToken);
    }

    /// <summary>Removes the settings.</summary>
    /// <exception cref="HoodyNotFoundException">There is no such container, or it has none.</exception>
    public virtual Task RemoveAsync(ContainerId container, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.SendForNothingAsync(new ApiRequest("Network.Remove", HttpMethod.Delete, Network(container)), request, cancellationToken);

    /// <summary>Starts the proxied network.</summary>
    public virtual Task<NetworkState> StartAsync(
        ContainerId container, RequestOptions? request = null, CancellationToken cancellationToken = default) => SendAsync(
            "Network.Start", new ApiTarget("containers/{id}/network/start", container.Value), request, cancellationToken);

    /// <summary>Stops the proxied network.</summary>
    public virtual Task<NetworkState> StopAsync(
        ContainerId container, RequestOptions? request = null, CancellationToken cancellationToken = default) => SendAsync(
            "Network.Stop", new ApiTarget("containers/{id}/network/stop", container.Value), request, cancellationToken);

    private Task<NetworkState> SendAsync(string name, ApiTarget target, RequestOptions? request, CancellationToken cancellationToken) =>
        Pipeline.SendAsync(
            new ApiRequest(name, HttpMethod.Post, target), HoodyJsonContext.Default.NetworkState, request, cancellationToken);

    private static ApiTarget Network(ContainerId container) => new("containers/{id}/network", container.Value);
}
