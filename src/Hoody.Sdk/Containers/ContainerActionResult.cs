using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>What the service said to a <see cref="ContainerAction"/>.</summary>
public sealed record ContainerActionResult : HoodyModel
{
    /// <summary>Gets the action, in the service's word.</summary>
    [JsonPropertyName("operation")]
    public string? Action { get; init; }

    /// <summary>Gets the container.</summary>
    public ContainerId? ContainerId { get; init; }

    /// <summary>Gets the container's project.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets the status of the container after it.</summary>
    public ContainerStatus Status { get; init; }

    /// <summary>Gets the explanation.</summary>
    public string? Message { get; init; }

    /// <summary>Gets whether it went wrong: false in every reply that is not thrown as an exception, by the API's reference.</summary>
    [JsonPropertyName("error")]
    public bool? IsError { get; init; }

    /// <summary>Gets the service's own id for it; null from services that give none.</summary>
    public string? OperationId { get; init; }
}
