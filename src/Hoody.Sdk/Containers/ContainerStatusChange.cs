using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>A line of a container's status log.</summary>
public sealed record ContainerStatusChange : HoodyModel
{
    /// <summary>Gets the line's id.</summary>
    public string? Id { get; init; }

    /// <summary>Gets the container.</summary>
    public ContainerId? ContainerId { get; init; }

    /// <summary>Gets the status before; the default value for the line that a new container starts with.</summary>
    public ContainerStatus FromStatus { get; init; }

    /// <summary>Gets the status after.</summary>
    public ContainerStatus ToStatus { get; init; }

    /// <summary>Gets when it changed.</summary>
    public DateTimeOffset? TransitionTime { get; init; }

    /// <summary>Gets how long the status before had lasted, in milliseconds.</summary>
    [JsonPropertyName("duration_ms")]
    public double? DurationMilliseconds { get; init; }

    /// <summary>Gets who brought it about, in the service's word, such as <c>user</c>.</summary>
    public string? TriggeredBy { get; init; }

    /// <summary>Gets what else the service noted.</summary>
    public JsonElement? Metadata { get; init; }
}
