using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>A name under which a container's service is reached from outside, whatever container is behind it.</summary>
public sealed record ProxyAlias : HoodyModel
{
    /// <summary>Gets the id.</summary>
    public required ProxyAliasId Id { get; init; }

    /// <summary>Gets the name: the first label of <see cref="Url"/>'s host.</summary>
    public string? Alias { get; init; }

    /// <summary>Gets the container it leads to.</summary>
    public ContainerId? ContainerId { get; init; }

    /// <summary>Gets the container's project.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets its owner's id.</summary>
    public string? UserId { get; init; }

    /// <summary>Gets the program it leads to.</summary>
    public string? Program { get; init; }

    /// <summary>Gets which of several instances of the program.</summary>
    public int? Index { get; init; }

    /// <summary>Gets the port it leads to, where the service names one.</summary>
    public int? Port { get; init; }

    /// <summary>Gets the path that the root leads to.</summary>
    public string? TargetPath { get; init; }

    /// <summary>Gets whether requests may name other paths. Has no effect at present, the service's documentation says.</summary>
    public bool? AllowPathOverride { get; init; }

    /// <summary>Gets when it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets whether it works.</summary>
    [JsonPropertyName("enabled")]
    public bool? IsEnabled { get; init; }

    /// <summary>Gets the server it is on: names are unique there.</summary>
    public ServerId? ServerId { get; init; }

    /// <summary>Gets the server's name.</summary>
    public string? ServerName { get; init; }

    /// <summary>Gets the name of the part of the server, where it has parts.</summary>
    public string? SubserverName { get; init; }

    /// <summary>Gets its address; null while it has none.</summary>
    public string? Url { get; init; }

    /// <summary>Gets when it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when it last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Gets the project's name; only from <see cref="ProxyAliasesClient.GetAsync"/>.</summary>
    public ProxyAliasProject? Project { get; init; }

    /// <summary>Gets the container's name; only from <see cref="ProxyAliasesClient.GetAsync"/>.</summary>
    public ProxyAliasContainer? Container { get; init; }
}
