namespace Hoody.Sdk;

/// <summary>The account's long-lived tokens: list, get, create, update, delete. Thread-safe.</summary>
/// <remarks><inheritdoc cref="ContainersClient" path="/remarks/node()"/></remarks>
public class ApiTokensClient
{
    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected ApiTokensClient()
    {
    }

    internal ApiTokensClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(ApiTokensClient));

    /// <summary>Lists the tokens, all in one page; nothing is sent before the listing is enumerated.</summary>
    public virtual AsyncPageable<ApiToken> ListAsync(RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiPipeline pipeline = Pipeline;
        return new ServicePages<ApiToken, ApiTokenId>(ReadAsync, t => t.Id, PageSizes.Default, cancellationToken);

        async Task<Page<ApiToken>> ReadAsync(int number, int size, CancellationToken token)
        {
            ApiRequest message = new("ApiTokens.List", HttpMethod.Get, new ApiTarget("auth/tokens"));
            (List<ApiToken> data, HoodyResponseInfo info) = await pipeline.SendForResponseAsync(
                message, HoodyJsonContext.Default.ListApiToken, request, token).ConfigureAwait(false);
            return ServicePage.OfAll(data, number, info);
        }
    }

    /// <summary>Gets a token, without its secret.</summary>
    /// <exception cref="HoodyNotFoundException">There is none.</exception>
    public virtual Task<ApiToken> GetAsync(ApiTokenId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.GetAsync("ApiTokens.Get", Token(id), HoodyJsonContext.Default.ApiToken, request, cancellationToken);

    /// <summary>Gets the token that this client itself uses, without its secret.</summary>
    public virtual async Task<ApiToken> GetCurrentAsync(RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        CurrentTokenData data = await Pipeline.GetAsync(
            "ApiTokens.GetCurrent",
            new ApiTarget("auth/tokens/me"),
            HoodyJsonContext.Default.CurrentTokenData,
            request,
            cancellationToken).ConfigureAwait(false);
        return data.Token ?? throw new HoodySerializationException("The service did not describe the token.");
    }

    /// <summary>Makes a token. Its <see cref="ApiToken.Secret"/> is shown here and nowhere else: keep it at once.</summary>
    /// <remarks>Sent once: after a lost reply there may be a token whose secret nobody has; list the tokens, and delete it.</remarks>
    /// <exception cref="ArgumentException">Both permissions and a template for them are given.</exception>
    public virtual Task<ApiToken> CreateAsync(
        CreateApiTokenRequest token, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token is { Permissions: not null, PermissionTemplate: not null })
        {
            throw new ArgumentException("A token's permissions are given one by one or by a template, not both.", nameof(token));
        }

        ApiRequest message = new("ApiTokens.Create", HttpMethod.Post, new ApiTarget("auth/tokens")) { Body = token.ToBody() };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.ApiToken, request, cancellationToken);
    }

    /// <summary>Changes a token, and gets it as it then is, without its secret.</summary>
    /// <exception cref="ArgumentException">The token's end is both removed and replaced.</exception>
    public virtual Task<ApiToken> UpdateAsync(
        ApiTokenId id, UpdateApiTokenRequest changes, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes is { RemoveExpiry: true, ExpiresAt: not null })
        {
            throw new ArgumentException("A token's end is either removed or replaced.", nameof(changes));
        }

        ApiRequest message = new("ApiTokens.Update", HttpMethod.Put, Token(id)) { Body = changes.ToBody() };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.ApiToken, request, cancellationToken);
    }

    /// <summary>Deletes a token; requests that carry it are refused from then on.</summary>
    public virtual Task DeleteAsync(ApiTokenId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.SendForNothingAsync(new ApiRequest("ApiTokens.Delete", HttpMethod.Delete, Token(id)), request, cancellationToken);

    private static ApiTarget Token(ApiTokenId id) => new("auth/tokens/{id}", id.Value);
}
