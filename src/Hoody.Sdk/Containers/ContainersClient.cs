namespace Hoody.Sdk;

/// <summary>Containers: get, list, create, update, delete, copy and sync. Thread-safe.</summary>
/// <remarks>
/// All members throw <see cref="ArgumentException"/> before anything is sent, <see cref="HoodyException"/> for a call that failed, and
/// <see cref="OperationCanceledException"/> for one that was cancelled.
/// </remarks>
public partial class ContainersClient
{
    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected ContainersClient()
    {
    }

    internal ContainersClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(ContainersClient));

    /// <summary>Gets a container.</summary>
    /// <exception cref="HoodyNotFoundException">There is none, or this account may not see it.</exception>
    public virtual Task<Container> GetAsync(
        ContainerId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.GetAsync("Containers.Get", ContainerCalls.Container(id), HoodyJsonContext.Default.Container, request, cancellationToken);

    /// <summary>Lists the containers of the account or of one project; nothing is sent before the listing is enumerated.</summary>
    /// <exception cref="ArgumentException">Both a project and a realm are named.</exception>
    public virtual AsyncPageable<Container> ListAsync(
        ListContainersOptions? options = null, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        options is { ProjectId: not null, RealmId: not null }
            ? throw new ArgumentException("The service lists the containers of a project or of a realm, not of both.", nameof(options))
            : ContainerCalls.List(Pipeline, options ?? new ListContainersOptions(), request, cancellationToken);

    /// <summary>Lists the changes of a container's status, newest first; nothing is sent before the listing is enumerated.</summary>
    public virtual AsyncPageable<ContainerStatusChange> ListStatusChangesAsync(
        ContainerId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        ContainerCalls.ListStatusChanges(Pipeline, id, request, cancellationToken);

    /// <summary>Makes a container in a project. Returns once the service has accepted the work; the operation waits for its end.</summary>
    public virtual Task<ContainerOperation> CreateAsync(
        ProjectId project, CreateContainerRequest container, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(container);
        ContainerNames.Check(container.Name, minLength: 3, nameof(container));
        return ContainerCalls.CreateAsync(Pipeline, project, container, request, cancellationToken);
    }

    /// <summary>Changes a container, and gets it as it then is.</summary>
    /// <exception cref="HoodyConflictException">The name or the key is in use.</exception>
    public virtual Task<Container> UpdateAsync(
        ContainerId id, UpdateContainerRequest changes, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ContainerNames.Check(changes.Name, minLength: 1, nameof(changes));
        if (changes is { RemoveSshPublicKey: true, SshPublicKey: not null })
        {
            throw new ArgumentException("A key is either removed or replaced.", nameof(changes));
        }

        ApiRequest message = new("Containers.Update", HttpMethod.Put, ContainerCalls.Container(id))
        {
            Body = UpdateContainerBody.Write(changes),
            Secrets = [.. changes.EnvironmentVariables?.Values ?? []],
        };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.Container, request, cancellationToken);
    }

    /// <summary>Has a container deleted. Returns once the service has accepted the work; copies of the container stay.</summary>
    public virtual Task DeleteAsync(ContainerId id, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiRequest message = new("Containers.Delete", HttpMethod.Delete, ContainerCalls.Container(id));
        return Pipeline.SendForNothingAsync(message, request, cancellationToken);
    }

    /// <summary>
    /// Copies a container with its files, configuration and snapshots. Returns once the service has accepted the work, with the new
    /// container's id; the operation waits for its end.
    /// </summary>
    /// <remarks>
    /// Never sent again after a lost reply, since that could make two copies. The copy is looked for instead, by its name; one without a name
    /// cannot be told from others, and the failure is thrown: see <see cref="HoodyConnectionException.MayHaveBeenCarriedOut"/>. A key is
    /// first compared with the source's.
    /// </remarks>
    /// <exception cref="SourceContainerNotFoundException">The source does not exist.</exception>
    /// <exception cref="HoodyNotFoundException">The project, server or snapshot does not exist.</exception>
    /// <exception cref="ContainerNameInUseException">The name is in use.</exception>
    /// <exception cref="SshPublicKeyInUseException">The key is in use.</exception>
    /// <exception cref="ContainerLimitException">The server or the project is full.</exception>
    /// <exception cref="HoodyConflictException">The source is busy.</exception>
    public virtual Task<CopyOperation> CopyAsync(
        ContainerId source, CopyContainerRequest copy, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(copy);
        ContainerNames.Check(copy.Name, minLength: 3, nameof(copy));
        ContainerNames.CheckSourceSnapshot(copy.SourceSnapshot, nameof(copy));
        return ContainerCalls.CopyAsync(Pipeline, source, copy, request, cancellationToken);
    }

    /// <summary>
    /// Makes a copy equal to its source again, overwriting what was changed in the copy; its name, key, colour, id and addresses stay.
    /// Returns once the service has accepted the work; the operation waits for its end.
    /// </summary>
    /// <remarks>
    /// First reads the copy and the newest line of its status log: only against these can the end of a quick sync be told.
    /// </remarks>
    /// <exception cref="ContainerNotCopiedException">The container is not a copy.</exception>
    /// <exception cref="OrphanedCopyException">Its source is gone.</exception>
    /// <exception cref="HoodyConflictException">The copy or its source is busy.</exception>
    public virtual Task<SyncOperation> SyncAsync(
        ContainerId copy,
        SyncContainerRequest? sync = null,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default) =>
        ContainerCalls.SyncAsync(Pipeline, copy, request, cancellationToken);
}
