namespace Hoody.Sdk;

/// <content>Looks at one running container, and orders to it.</content>
public partial class ContainersClient
{
    /// <summary>Gets a container with more than it usually tells.</summary>
    /// <exception cref="HoodyNotFoundException">There is none, or this account may not see it.</exception>
    public virtual Task<Container> GetAsync(
        ContainerId id, ContainerDetails details, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.GetAsync(
            "Containers.Get", ContainerCalls.Container(id).With(details), HoodyJsonContext.Default.Container, request, cancellationToken);

    /// <summary>Gets what a container uses.</summary>
    /// <exception cref="HoodyNotFoundException">There is none, or this account may not see it.</exception>
    public virtual Task<ContainerStats> GetStatsAsync(
        ContainerId id, RequestOptions? request = null, CancellationToken cancellationToken = default) => Pipeline.GetAsync(
            "Containers.GetStats",
            new ApiTarget("containers/{id}/stats", id.Value),
            HoodyJsonContext.Default.ContainerStats,
            request,
            cancellationToken);

    /// <summary>Has a container start, stop, restart, pause or resume. Returns when the service says that it is done.</summary>
    /// <remarks>Sent once: a restart that is repeated after a lost reply would be two.</remarks>
    /// <exception cref="HoodyInvalidRequestException">
    /// The container's status does not allow it, as for the start of one that runs; <see cref="HoodyApiException.Details"/> has the status.
    /// </exception>
    /// <exception cref="HoodyConflictException">Another operation is under way.</exception>
    /// <exception cref="HoodyApiException">
    /// The container's server failed (502), or gave no answer in time (504): look at the container before you repeat it.
    /// </exception>
    public virtual Task<ContainerActionResult> InvokeAsync(
        ContainerId id,
        ContainerAction action,
        ContainerActionOptions? options = null,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ApiRequest message = new("Containers.Invoke", HttpMethod.Post, new ApiTarget("containers/{id}/{operation}", id.Value, action.Value))
        {
            Body = options?.Timeout is null ? default : options.ToBody(),
        };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.ContainerActionResult, request, cancellationToken);
    }

    /// <summary>Lets a container use hardware virtualisation, or forbids it. Gets its id, name, status and <see cref="Container.Kvm"/> only.</summary>
    /// <exception cref="HoodyConflictException">The container is not stopped.</exception>
    /// <exception cref="HoodyPermissionException">The server is one that costs nothing.</exception>
    public virtual Task<Container> SetKvmAsync(
        ContainerId id, bool isEnabled, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiRequest message = new("Containers.SetKvm", HttpMethod.Put, new ApiTarget("containers/{id}/kvm", id.Value))
        {
            Body = JsonBody.Write(json => json.WriteBoolean("kvm", isEnabled)),
        };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.Container, request, cancellationToken);
    }
}
