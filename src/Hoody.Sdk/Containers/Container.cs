using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>A container, as the service described it at one moment. Only <see cref="Id"/> is sure to be there.</summary>
public sealed record Container : HoodyModel
{
    /// <summary>Gets the id.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>Gets the name, unique in its project.</summary>
    public string? Name { get; init; }

    /// <summary>Gets what the container is doing.</summary>
    public ContainerStatus Status { get; init; }

    /// <summary>Gets the project it belongs to.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets the project's alias.</summary>
    public string? ProjectAlias { get; init; }

    /// <summary>Gets the server it is on.</summary>
    public ServerId? ServerId { get; init; }

    /// <summary>Gets the server's name as URLs show it, such as <c>node-us</c>.</summary>
    public string? ServerName { get; init; }

    /// <summary>Gets the container it was copied from; null when it is not a copy. It may be gone by now.</summary>
    public ContainerId? SourceContainerId { get; init; }

    /// <summary>Gets the line of the SSH key that may log in.</summary>
    [JsonPropertyName("ssh_public_key")]
    public string? SshPublicKeyLine { get; init; }

    /// <summary>Gets the SSH key that may log in; null when there is none, or its line is not one that this client accepts.</summary>
    [JsonIgnore]
    public SshPublicKey? SshPublicKey => SshPublicKey.TryParse(SshPublicKeyLine, out SshPublicKey? key) ? key : null;

    /// <summary>Gets the host name for SSH.</summary>
    public string? SshHostname { get; init; }

    /// <summary>Gets the colour that stands for it, as <c>#RRGGBB</c>.</summary>
    public string? Color { get; init; }

    /// <summary>Gets the image it was made from.</summary>
    public string? ContainerImage { get; init; }

    /// <summary>Gets its owner's remark.</summary>
    public string? Comment { get; init; }

    /// <summary>Gets its environment variables.</summary>
    [JsonPropertyName("environment_vars")]
    public IReadOnlyDictionary<string, string> EnvironmentVariables
    {
        get => field ?? ReadOnlyDictionary<string, string>.Empty;
        init;
    }

    /// <summary>Gets whether it starts by itself.</summary>
    public bool? Autostart { get; init; }

    /// <summary>Gets whether it may use hardware virtualisation.</summary>
    public bool? Kvm { get; init; }

    /// <summary>Gets the number of its snapshots.</summary>
    public int? SnapshotCount { get; init; }

    /// <summary>Gets the snapshot that was last restored or copied from.</summary>
    public string? LastUsedSnapshot { get; init; }

    /// <summary>Gets the realms it belongs to.</summary>
    public IReadOnlyList<string> RealmIds
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets when it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when it last changed; by what, the service does not say.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The id of the operation that a copy's reply speaks of; the listings do not have it.</summary>
    internal string? FindOperationId() =>
        AdditionalProperties.TryGetValue("operation_id", out JsonElement id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;
}
