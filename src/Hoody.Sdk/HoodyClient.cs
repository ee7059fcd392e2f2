using System.Text.Json.Serialization.Metadata;

namespace Hoody.Sdk;

/// <summary>The client of the Hoody API. Thread-safe: make one for the life of the application, and share it.</summary>
public class HoodyClient : IDisposable
{
    private readonly ApiPipeline? _pipeline;
    private readonly HttpClient? _ownHttpClient;

    /// <summary>Makes a client of a bearer token, with the default options.</summary>
    /// <exception cref="ArgumentException">The text cannot be a token.</exception>
    public HoodyClient(string token)
        : this(HoodyCredential.FromToken(token))
    {
    }

    /// <summary>Makes a client with an HTTP connection pool of its own.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message lists what is wrong.</exception>
    public HoodyClient(HoodyCredential credential, HoodyClientOptions? options = null)
    {
        HoodyClientOptions copy = HoodyClientParts.Freeze(options);
        ArgumentNullException.ThrowIfNull(credential);
        HttpClient http = HoodyClientParts.CreateHttpClient();
        _ownHttpClient = http;
        _pipeline = new ApiPipeline(() => http, credential, copy, HoodyClientParts.Random);
    }

    /// <summary>Makes a client over an HTTP client of the caller, who keeps owning it.</summary>
    /// <remarks>
    /// Its <see cref="HttpClient.Timeout"/> cuts attempts short where it is less than <see cref="HoodyClientOptions.AttemptTimeout"/>,
    /// and a handler that repeats requests by itself can make two copies of one.
    /// </remarks>
    /// <exception cref="ArgumentException">The options are not valid; the message lists what is wrong.</exception>
    public HoodyClient(HttpClient httpClient, HoodyCredential credential, HoodyClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(httpClient);
        ArgumentNullException.ThrowIfNull(credential);
        _pipeline = new ApiPipeline(() => httpClient, credential, HoodyClientParts.Freeze(options), HoodyClientParts.Random);
    }

    /// <summary>Makes a test double.</summary>
    protected HoodyClient()
    {
    }

    internal HoodyClient(ApiPipeline pipeline) => _pipeline = pipeline;

    /// <summary>Gets the calls about containers: copy and sync above all.</summary>
    public virtual ContainersClient Containers => field ??= new ContainersClient(Pipeline);

    /// <summary>Gets the calls about snapshots.</summary>
    public virtual SnapshotsClient Snapshots => field ??= new SnapshotsClient(Pipeline);

    /// <summary>Gets the calls about projects.</summary>
    public virtual ProjectsClient Projects => field ??= new ProjectsClient(Pipeline);

    /// <summary>Gets the calls about servers.</summary>
    public virtual ServersClient Servers => field ??= new ServersClient(Pipeline);

    /// <summary>Gets the calls about proxy aliases.</summary>
    public virtual ProxyAliasesClient ProxyAliases => field ??= new ProxyAliasesClient(Pipeline);

    /// <summary>Gets the calls about firewall rules.</summary>
    public virtual FirewallClient Firewall => field ??= new FirewallClient(Pipeline);

    /// <summary>Gets the calls about network settings.</summary>
    public virtual NetworkClient Network => field ??= new NetworkClient(Pipeline);

    /// <summary>Gets the calls about environment variables.</summary>
    public virtual EnvironmentClient Environment => field ??= new EnvironmentClient(Pipeline);

    /// <summary>Gets the calls about login and the tokens it gives.</summary>
    public virtual AuthenticationClient Authentication => field ??= new AuthenticationClient(Pipeline);

    /// <summary>Gets the calls about long-lived tokens.</summary>
    public virtual ApiTokensClient ApiTokens => field ??= new ApiTokensClient(Pipeline);

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(HoodyClient));

    /// <summary>
    /// Makes a client of the variables <c>HOODY_TOKEN</c> (needed), <c>HOODY_BASE_URL</c> and <c>HOODY_REALM</c>, which
    /// go before the options.
    /// </summary>
    /// <exception cref="InvalidOperationException">A variable is missing or not valid; the message names it.</exception>
    public static HoodyClient FromEnvironment(HoodyClientOptions? options = null) =>
        HoodyClientParts.FromEnvironment(options, System.Environment.GetEnvironmentVariable);

    /// <summary>Sends a request to an endpoint that this client does not model.</summary>
    /// <typeparam name="T">The type of the reply's <c>data</c>.</typeparam>
    /// <param name="method">The method. It decides what is repeated after a failure: see <see cref="HoodyRetryOptions"/>.</param>
    /// <param name="path">Path and query, as the API's reference prints them: <c>/api/v1/events?limit=10</c>.</param>
    /// <param name="resultType">How to read <c>data</c>, from the caller's own <c>JsonSerializerContext</c>.</param>
    /// <param name="content">The body; it is read once, and stays the caller's.</param>
    /// <param name="request">What differs from the client's options.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">The path is not one below the base address.</exception>
    /// <exception cref="HoodyException">The call failed.</exception>
    public virtual async Task<HoodyResponse<T>> SendAsync<T>(
        HttpMethod method,
        string path,
        JsonTypeInfo<T> resultType,
        HttpContent? content = null,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(resultType);
        ApiRequest message = new("Send", method, ApiTarget.Require(path));
        if (content is not null)
        {
            byte[] body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            message = message with { Body = body, ContentHeaders = [.. content.Headers] };
        }

        return await Pipeline.SendForResponseAsync(message, resultType, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes an operation again from its token; asks the service nothing yet.</summary>
    /// <exception cref="ArgumentException">The token is the default value.</exception>
    public virtual ContainerOperation ResumeOperation(OperationToken token)
    {
        OperationTicket ticket = token.Read();
        OperationPoller poller = new(Pipeline, ticket, null, default);
        return ticket.Kind switch
        {
            "copy" => new CopyOperation(poller),
            "sync" => new SyncOperation(poller),
            _ => new ContainerOperation(poller),
        };
    }

    /// <summary>Closes the connections, where they are the client's own.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections, where they are the client's own.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ownHttpClient?.Dispose();
        }
    }
}
