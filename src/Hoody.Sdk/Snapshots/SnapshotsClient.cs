namespace Hoody.Sdk;

/// <summary>The snapshots of a container: list, create, rename, restore, delete. Thread-safe.</summary>
/// <remarks><inheritdoc cref="ContainersClient" path="/remarks/node()"/></remarks>
public class SnapshotsClient
{
    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected SnapshotsClient()
    {
    }

    internal SnapshotsClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(SnapshotsClient));

    /// <summary>Lists the snapshots of a container, all in one page; nothing is sent before the listing is enumerated.</summary>
    public virtual AsyncPageable<Snapshot> ListAsync(
        ContainerId container, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiPipeline pipeline = Pipeline;
        ApiRequest message = new("Snapshots.List", HttpMethod.Get, Snapshots(container));
        return new ServicePages<Snapshot, object>(ReadAsync, s => s.Name ?? (object)s, PageSizes.Default, cancellationToken);

        async Task<Page<Snapshot>> ReadAsync(int number, int size, CancellationToken token)
        {
            (SnapshotsData data, HoodyResponseInfo info) = await pipeline.SendForResponseAsync(
                message, HoodyJsonContext.Default.SnapshotsData, request, token).ConfigureAwait(false);
            return ServicePage.OfAll(data.Snapshots, number, info);
        }
    }

    /// <summary>Keeps the present state of a container.</summary>
    /// <exception cref="HoodyConflictException">
    /// The container is busy; <see cref="HoodyApiException.RetryAfter"/> may say for how long.
    /// </exception>
    public virtual async Task<Snapshot> CreateAsync(
        ContainerId container,
        CreateSnapshotRequest? snapshot = null,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ApiRequest message = new("Snapshots.Create", HttpMethod.Post, Snapshots(container))
        {
            Body = ApiPipeline.Write(snapshot, HoodyJsonContext.Default.CreateSnapshotRequest),
        };
        SnapshotData data = await Pipeline.SendAsync(
            message, HoodyJsonContext.Default.SnapshotData, request, cancellationToken).ConfigureAwait(false);
        return data.Require();
    }

    /// <summary>
    /// Returns a container to a snapshot; what changed since is lost. The operation waits until the container is usable again.
    /// </summary>
    /// <exception cref="HoodyNotFoundException">There is no such snapshot.</exception>
    public virtual async Task<ContainerOperation> RestoreAsync(
        ContainerId container, string snapshotName, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiPipeline pipeline = Pipeline;

        // PATCH, as the API's reference has it. A PUT would be repeated after a lost reply, and could undo what was written in between.
        ApiRequest message = new("Snapshots.Restore", HttpMethod.Patch, Snapshot(container, snapshotName));
        OperationTicket ticket = new()
        {
            Kind = ContainerOperationKind.Restore.Value,
            ContainerId = container,
            StartedAt = pipeline.Options.TimeProvider.GetUtcNow(),
            Realm = request?.Realm,
        };
        using ApiReply reply = await pipeline.SendAsync(message, request, cancellationToken).ConfigureAwait(false);
        RestoreData data = reply.ReadData(HoodyJsonContext.Default.RestoreData);
        if (data.Success == false)
        {
            throw new ContainerOperationFailedException(
                $"The service did not restore snapshot '{snapshotName}' of container {container}: {reply.Clean(data.Message) ?? "no reason given"}.",
                OperationToken.Of(ticket));
        }

        return new ContainerOperation(new OperationPoller(pipeline, ticket with { OperationId = data.OperationId }, null, default));
    }

    /// <summary>Changes the text that a snapshot's owner gave it; the name by which it is restored and copied from stays.</summary>
    /// <param name="container">The snapshot's container.</param>
    /// <param name="snapshotName">The snapshot's name.</param>
    /// <param name="newAlias">The new text, 1 to 100 characters; null removes it.</param>
    /// <param name="request">What differs from the client's options.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="HoodyNotFoundException">There is no such snapshot.</exception>
    public virtual async Task<Snapshot> RenameAsync(
        ContainerId container,
        string snapshotName,
        string? newAlias,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ContainerNames.CheckSnapshotAlias(newAlias, nameof(newAlias));
        ApiTarget target = new("containers/{id}/snapshots/{name}/alias", container.Value, ContainerNames.SnapshotSegment(snapshotName));
        ApiRequest message = new("Snapshots.Rename", HttpMethod.Put, target)
        {
            Body = JsonBody.Write(json => json.WriteString("alias", newAlias)), // null is written as null: it removes the text
        };
        SnapshotData data = await Pipeline.SendAsync(
            message, HoodyJsonContext.Default.SnapshotData, request, cancellationToken).ConfigureAwait(false);
        return data.Require();
    }

    /// <summary>Deletes a snapshot.</summary>
    public virtual Task DeleteAsync(
        ContainerId container, string snapshotName, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.SendForNothingAsync(
            new ApiRequest("Snapshots.Delete", HttpMethod.Delete, Snapshot(container, snapshotName)), request, cancellationToken);

    private static ApiTarget Snapshots(ContainerId container) => new("containers/{id}/snapshots", container.Value);

    private static ApiTarget Snapshot(ContainerId container, string name) =>
        new("containers/{id}/snapshots/{name}", container.Value, ContainerNames.SnapshotSegment(name));
}
