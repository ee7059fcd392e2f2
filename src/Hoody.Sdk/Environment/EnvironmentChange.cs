using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>A container's environment variables after a change.</summary>
public sealed record EnvironmentChange : HoodyModel
{
    /// <summary>Gets all variables.</summary>
    [JsonPropertyName("environment_vars")]
    public IReadOnlyDictionary<string, string> Variables
    {
        get => field ?? ReadOnlyDictionary<string, string>.Empty;
        init;
    }

    /// <summary>Gets whether the change has reached the running container.</summary>
    [JsonPropertyName("synced")]
    public bool? IsSynced { get; init; }
}
