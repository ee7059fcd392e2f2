namespace Hoody.Sdk;

/// <summary>The calls of <see cref="ContainersClient"/> that take more than one step.</summary>
internal static class ContainerCalls
{
    public static ApiTarget Container(ContainerId id) => new("containers/{id}", id.Value);

    public static AsyncPageable<Container> List(
        ApiPipeline pipeline, ListContainersOptions options, RequestOptions? call, CancellationToken cancellationToken)
    {
        return new ServicePages<Container, ContainerId>(ReadAsync, c => c.Id, options.PageSize ?? PageSizes.Default, cancellationToken);

        async Task<Page<Container>> ReadAsync(int number, int size, CancellationToken token)
        {
            ApiRequest message = new("Containers.List", HttpMethod.Get, ListTarget(options).With("page", number).With("limit", size)
                .With("sort_by", (options.SortBy ?? ContainerSortKey.CreatedAt).Value)
                .With("sort_order", options.SortOrder == SortOrder.Ascending ? "asc" : "desc")
                .With("include_deleting", options.IncludeDeleting ? "true" : null)
                .With("include_expired", options.IncludeExpired ? "true" : null)
                .With("realm_id", options.RealmId).With(options.Details));
            (ContainersData data, HoodyResponseInfo info) = await pipeline.SendForResponseAsync(
                message, HoodyJsonContext.Default.ContainersData, call, token).ConfigureAwait(false);
            return ServicePage.Of(data.Containers, number, data.Pagination, info);
        }
    }

    public static AsyncPageable<ContainerStatusChange> ListStatusChanges(
        ApiPipeline pipeline, ContainerId container, RequestOptions? call, CancellationToken cancellationToken)
    {
        string id = container.Value;
        return new ServicePages<ContainerStatusChange, object>(ReadAsync, c => c.Id ?? (object)c, PageSizes.Default, cancellationToken);

        async Task<Page<ContainerStatusChange>> ReadAsync(int number, int size, CancellationToken token)
        {
            ApiRequest message = new("Containers.ListStatusChanges", HttpMethod.Get, StatusLogs(id, number, size));
            (StatusLogsData data, HoodyResponseInfo info) = await pipeline.SendForResponseAsync(
                message, HoodyJsonContext.Default.StatusLogsData, call, token).ConfigureAwait(false);
            return ServicePage.Of(data.Logs, number, data.Pagination, info);
        }
    }

    /// <summary>The status log, newest line first.</summary>
    public static ApiTarget StatusLogs(string container, int page, int size) =>
        new ApiTarget("containers/{id}/status-logs", container)
            .With("page", page).With("limit", size).With("sort_by", "transition_time").With("sort_order", "desc");

    public static async Task<ContainerOperation> CreateAsync(
        ApiPipeline pipeline,
        ProjectId project,
        CreateContainerRequest container,
        RequestOptions? call,
        CancellationToken cancellationToken)
    {
        ApiRequest message = new("Containers.Create", HttpMethod.Post, new ApiTarget("projects/{id}/containers", project.Value))
        {
            Body = ApiPipeline.Write(container, HoodyJsonContext.Default.CreateContainerRequest),
            Secrets = [.. container.EnvironmentVariables?.Values ?? []],
        };
        DateTimeOffset startedAt = pipeline.Options.TimeProvider.GetUtcNow();
        Container accepted = await pipeline.SendAsync(
            message, HoodyJsonContext.Default.Container, call, cancellationToken).ConfigureAwait(false);
        OperationTicket ticket = new()
        {
            Kind = ContainerOperationKind.Create.Value,
            ContainerId = accepted.Id,
            StartedAt = startedAt,
            AcceptedAt = pipeline.Options.TimeProvider.GetUtcNow(),
            OperationId = accepted.OperationId,
            Realm = call?.Realm,
        };
        return new ContainerOperation(new OperationPoller(pipeline, ticket, accepted, accepted.Status));
    }

    public static async Task<CopyOperation> CopyAsync(
        ApiPipeline pipeline, ContainerId source, CopyContainerRequest copy, RequestOptions? call, CancellationToken cancellationToken)
    {
        if (copy.SshPublicKey is not null)
        {
            await RequireOtherKeyAsync(pipeline, source, copy.SshPublicKey, call, cancellationToken).ConfigureAwait(false);
        }

        ApiRequest message = new("Containers.Copy", HttpMethod.Post, new ApiTarget("containers/{id}/copy", source.Value))
        {
            Body = ApiPipeline.Write(copy, HoodyJsonContext.Default.CopyContainerRequest),
        };
        DateTimeOffset startedAt = pipeline.Options.TimeProvider.GetUtcNow();
        Container accepted = await SendCopyAsync(message).ConfigureAwait(false);
        OperationTicket ticket = new()
        {
            Kind = ContainerOperationKind.Copy.Value,
            ContainerId = accepted.Id,
            StartedAt = startedAt,
            AcceptedAt = pipeline.Options.TimeProvider.GetUtcNow(),
            SourceContainerId = accepted.SourceContainerId ?? source,
            OperationId = accepted.OperationId,
            Realm = call?.Realm,
        };
        return new CopyOperation(new OperationPoller(pipeline, ticket, accepted, accepted.Status));

        async Task<Container> SendCopyAsync(ApiRequest request)
        {
            try
            {
                return await pipeline.SendAsync(
                    request, HoodyJsonContext.Default.Container, call, cancellationToken).ConfigureAwait(false);
            }
            catch (HoodyException error) when (LostCopy.IsLost(error))
            {
                LostCopy lost = new(pipeline, source, copy, call);
                if (await lost.FindAsync(startedAt, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    pipeline.Logger.LostCopyFound(error.GetType().Name, found.Id.Value);
                    return found;
                }

                throw;
            }
        }
    }

    public static async Task<SyncOperation> SyncAsync(
        ApiPipeline pipeline, ContainerId copy, RequestOptions? call, CancellationToken cancellationToken)
    {
        DateTimeOffset startedAt = pipeline.Options.TimeProvider.GetUtcNow();
        (SyncBaseline baseline, Container before) = await SyncBaseline.ReadAsync(
            pipeline, copy, call, cancellationToken).ConfigureAwait(false);
        ApiRequest message = new("Containers.Sync", HttpMethod.Post, new ApiTarget("containers/{id}/sync", copy.Value));
        SyncData accepted = await pipeline.SendAsync(
            message, HoodyJsonContext.Default.SyncData, call, cancellationToken).ConfigureAwait(false);
        OperationTicket ticket = new()
        {
            Kind = ContainerOperationKind.Sync.Value,
            ContainerId = copy,
            StartedAt = startedAt,
            AcceptedAt = pipeline.Options.TimeProvider.GetUtcNow(),
            SourceContainerId = accepted.SourceContainerId ?? before.SourceContainerId,
            OperationId = accepted.OperationId,
            Realm = call?.Realm,
            Baseline = baseline,
        };
        return new SyncOperation(new OperationPoller(pipeline, ticket, null, accepted.Status));
    }

    private static async Task RequireOtherKeyAsync(
        ApiPipeline pipeline, ContainerId source, SshPublicKey key, RequestOptions? call, CancellationToken cancellationToken)
    {
        try
        {
            Container container = await pipeline.GetAsync(
                "Containers.Get", Container(source), HoodyJsonContext.Default.Container, call, cancellationToken).ConfigureAwait(false);
            if (key.Equals(container.SshPublicKey))
            {
                throw new ArgumentException(
                    $"The key {key.Fingerprint} is the source's own; a copy needs another one. Give none to have one made.", nameof(key));
            }
        }
        catch (HoodyApiException error) when (error is HoodyNotFoundException or HoodyPermissionException)
        {
            // What is wrong with the source, the answer to the copy says by the type that callers look for.
        }
    }

    private static ApiTarget ListTarget(ListContainersOptions options) =>
        options.ProjectId is { } project ? new ApiTarget("projects/{id}/containers", project.Value) : new ApiTarget("containers/");
}
