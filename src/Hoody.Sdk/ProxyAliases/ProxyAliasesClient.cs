namespace Hoody.Sdk;

/// <summary>Proxy aliases: the names under which containers are reached from outside. Thread-safe.</summary>
/// <remarks><inheritdoc cref="ContainersClient" path="/remarks/node()"/></remarks>
public class ProxyAliasesClient
{
    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected ProxyAliasesClient()
    {
    }

    internal ProxyAliasesClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(ProxyAliasesClient));

    /// <summary>Lists aliases, all in one page; nothing is sent before the listing is enumerated.</summary>
    public virtual AsyncPageable<ProxyAlias> ListAsync(
        ListProxyAliasesOptions? options = null, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiPipeline pipeline = Pipeline;
        ApiTarget target = new ApiTarget("proxy/aliases")
            .With("project_id", options?.ProjectId?.Value).With("container_id", options?.ContainerId?.Value)
            .With("enabled", options?.IsEnabled).With("expired", options?.IsExpired)
            .With("realm_id", options?.RealmId);
        ApiRequest message = new("ProxyAliases.List", HttpMethod.Get, target);
        return new ServicePages<ProxyAlias, ProxyAliasId>(ReadAsync, a => a.Id, PageSizes.Default, cancellationToken);

        async Task<Page<ProxyAlias>> ReadAsync(int number, int size, CancellationToken token)
        {
            (AliasesData data, HoodyResponseInfo info) = await pipeline.SendForResponseAsync(
                message, HoodyJsonContext.Default.AliasesData, request, token).ConfigureAwait(false);
            return ServicePage.OfAll(data.Aliases, number, info);
        }
    }

    /// <summary>Gets an alias, with the names of its project and container.</summary>
    public virtual Task<ProxyAlias> GetAsync(
        ProxyAliasId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.GetAsync("ProxyAliases.Get", Alias(id), HoodyJsonContext.Default.ProxyAlias, request, cancellationToken);

    /// <summary>Makes an alias.</summary>
    /// <exception cref="HoodyConflictException">The name is in use: on the server, by any account, or elsewhere in this one.</exception>
    public virtual Task<ProxyAlias> CreateAsync(
        CreateProxyAliasRequest definition, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ApiRequest message = new("ProxyAliases.Create", HttpMethod.Post, new ApiTarget("proxy/aliases"))
        {
            Body = definition.ToBody(),
        };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.ProxyAlias, request, cancellationToken);
    }

    /// <summary>Changes an alias, and gets it as it then is.</summary>
    public virtual Task<ProxyAlias> UpdateAsync(
        ProxyAliasId id, UpdateProxyAliasRequest changes, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ApiRequest message = new("ProxyAliases.Update", HttpMethod.Patch, Alias(id)) { Body = changes.ToBody() };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.ProxyAlias, request, cancellationToken);
    }

    /// <summary>Has an alias work, or not, without deleting it.</summary>
    public virtual Task<ProxyAlias> SetEnabledAsync(
        ProxyAliasId id, bool isEnabled, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiRequest message = new("ProxyAliases.SetEnabled", HttpMethod.Patch, new ApiTarget("proxy/aliases/{id}/state", id.Value))
        {
            Body = JsonBody.Write(json => json.WriteBoolean("enabled", isEnabled)),
        };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.ProxyAlias, request, cancellationToken);
    }

    /// <summary>Deletes an alias; its name is free then.</summary>
    public virtual Task DeleteAsync(ProxyAliasId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.SendForNothingAsync(new ApiRequest("ProxyAliases.Delete", HttpMethod.Delete, Alias(id)), request, cancellationToken);

    /// <summary>
    /// Moves an alias to another container, as a blue-green cut-over does: makes sure that the container runs, deletes the alias, and creates it
    /// again. When the creation fails, the alias is put back to its old container.
    /// </summary>
    /// <remarks>
    /// <b>Not atomic.</b> The service can neither change an alias's container nor take a second alias of the same name, so for the time of
    /// two requests the name leads nowhere, and another account could take it. <see cref="ProxyAliasMove.Gap"/> says how long that was.
    /// The token ends the work only before the deletion.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The container does not run; nothing was changed.</exception>
    /// <exception cref="ProxyAliasMoveException">The alias was deleted and could not be created for its new container.</exception>
    public virtual async Task<ProxyAliasMove> MoveAsync(
        ProxyAliasId id, ContainerId target, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiPipeline pipeline = Pipeline;
        Container container = await new ContainersClient(pipeline).GetAsync(target, request, cancellationToken).ConfigureAwait(false);
        if (container.Status != ContainerStatus.Running)
        {
            throw new InvalidOperationException(
                $"Container {target} is '{ApiErrorReader.Clean(container.Status.Value)}', not 'running': an alias that leads to it would not work. Nothing was changed.");
        }

        ProxyAlias old = await GetAsync(id, request, cancellationToken).ConfigureAwait(false);
        return await new AliasMove(this, request, pipeline.Options.TimeProvider).RunAsync(old, target, cancellationToken)
            .ConfigureAwait(false);
    }

    private static ApiTarget Alias(ProxyAliasId id) => new("proxy/aliases/{id}", id.Value);
}
