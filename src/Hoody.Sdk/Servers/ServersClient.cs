namespace Hoody.Sdk;

/// <summary>The servers that this account rents: get, list. Thread-safe.</summary>
/// <remarks><inheritdoc cref="ContainersClient" path="/remarks/node()"/></remarks>
public class ServersClient
{
    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected ServersClient()
    {
    }

    internal ServersClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(ServersClient));

    /// <summary>Gets a server by the id that containers and copies name.</summary>
    /// <remarks>
    /// The service finds servers by the id of their rental; when it does not know this id, the listing is searched for the machine.
    /// </remarks>
    /// <exception cref="HoodyNotFoundException">This account rents no such server.</exception>
    public virtual async Task<Server> GetAsync(ServerId id, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Pipeline.GetAsync(
                "Servers.Get", new ApiTarget("servers/{id}", id.Value), HoodyJsonContext.Default.Server, request, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (HoodyNotFoundException)
        {
            await foreach (Server server in ListAsync(request, cancellationToken).ConfigureAwait(false))
            {
                if (server.Id == id)
                {
                    return server;
                }
            }

            throw;
        }
    }

    /// <summary>Lists the servers, all in one page; nothing is sent before the listing is enumerated.</summary>
    public virtual AsyncPageable<Server> ListAsync(RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiPipeline pipeline = Pipeline;
        ApiRequest message = new("Servers.List", HttpMethod.Get, new ApiTarget("servers"));
        return new ServicePages<Server, object>(ReadAsync, s => s.RentalId ?? (object)s, PageSizes.Default, cancellationToken);

        async Task<Page<Server>> ReadAsync(int number, int size, CancellationToken token)
        {
            (List<Server> servers, HoodyResponseInfo info) = await pipeline.SendForResponseAsync(
                message, HoodyJsonContext.Default.ListServer, request, token).ConfigureAwait(false);
            return ServicePage.OfAll(servers, number, info);
        }
    }
}
