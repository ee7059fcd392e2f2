using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <content>How the container is set up.</content>
public sealed partial record Container
{
    /// <summary>Gets its environment variables.</summary>
    [JsonPropertyName("environment_vars")]
    public IReadOnlyDictionary<string, string> EnvironmentVariables
    {
        get => field ?? ReadOnlyDictionary<string, string>.Empty;
        init;
    }

    /// <summary>
    /// Gets how far its environment variables have reached it, as the service tells: <c>pending</c>, <c>revision</c>,
    /// <c>applied_revision</c>, <c>verified_at</c>, <c>attempted_at</c>, <c>last_error</c>, <c>exhausted</c>. Newer services only.
    /// </summary>
    [JsonPropertyName("env_sync")]
    public JsonElement? EnvironmentSync { get; init; }

    /// <summary>Gets its volumes, as the service tells.</summary>
    public JsonElement? Volumes { get; init; }

    /// <summary>Gets what runs in it, as the service tells; only with <see cref="ContainerDetails.Runtime"/>.</summary>
    public JsonElement? RuntimeInfo { get; init; }

    /// <summary>Gets whether it starts by itself.</summary>
    public bool? Autostart { get; init; }

    /// <summary>Gets whether it may use hardware virtualisation.</summary>
    public bool? Kvm { get; init; }

    /// <summary>Gets whether the service's own assistants may work in it.</summary>
    public bool? Ai { get; init; }

    /// <summary>Gets whether the service's own programs are installed in it.</summary>
    public bool? HoodyKit { get; init; }

    /// <summary>Gets whether the service's programs for developers are installed in it.</summary>
    public bool? DevKit { get; init; }

    /// <summary>Gets whether it has a RAM disk.</summary>
    public bool? Ramdisk { get; init; }

    /// <summary>Gets what shares the RAM disk: <c>container</c> or <c>project</c>.</summary>
    public string? RamdiskScope { get; init; }
}
