using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>A proxy alias as a container shows it; <see cref="ProxyAliasesClient"/> tells more, and changes it.</summary>
public sealed record ContainerProxyDomain : HoodyModel
{
    /// <summary>Gets the alias's id.</summary>
    public ProxyAliasId? Id { get; init; }

    /// <summary>Gets the name.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets the program it leads to.</summary>
    public string? Program { get; init; }

    /// <summary>Gets which of several instances of the program.</summary>
    public int? Index { get; init; }

    /// <summary>Gets the path that the root leads to.</summary>
    public string? TargetPath { get; init; }

    /// <summary>Gets whether it works.</summary>
    [JsonPropertyName("enabled")]
    public bool? IsEnabled { get; init; }

    /// <summary>Gets when it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets its address; null while it has none.</summary>
    public string? Url { get; init; }
}
