using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <content>How the container is reached, and by whom.</content>
public sealed partial record Container
{
    /// <summary>Gets the line of the SSH key that may log in.</summary>
    [JsonPropertyName("ssh_public_key")]
    public string? SshPublicKeyLine { get; init; }

    /// <summary>Gets the SSH key that may log in; null when there is none, or its line is not one that this client accepts.</summary>
    [JsonIgnore]
    public SshPublicKey? SshPublicKey => SshPublicKey.TryParse(SshPublicKeyLine, out SshPublicKey? key) ? key : null;

    /// <summary>Gets the fingerprint of the SSH key, as the service writes it. Newer services only.</summary>
    public string? SshKeyFingerprint { get; init; }

    /// <summary>Gets when the SSH key was put in place. Newer services only.</summary>
    public DateTimeOffset? SshKeyInstalledAt { get; init; }

    /// <summary>Gets the host name for SSH.</summary>
    public string? SshHostname { get; init; }

    /// <summary>Gets whether proxy aliases lead to it.</summary>
    public bool? HasProxyDomains { get; init; }

    /// <summary>Gets the number of proxy aliases that lead to it.</summary>
    public int? ProxyDomainsCount { get; init; }

    /// <summary>Gets the proxy aliases that lead to it; only with <see cref="ContainerDetails.ProxyDomains"/>, empty elsewhere.</summary>
    public IReadOnlyList<ContainerProxyDomain> ProxyDomains
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets whether rules say who may reach it through the proxy.</summary>
    public bool? HasProxyPermissions { get; init; }

    /// <summary>Gets what those rules are set for: <c>none</c>, <c>container</c>, <c>project</c> or <c>both</c>.</summary>
    public string? ProxyPermissionsScope { get; init; }

    /// <summary>Gets the container's own rules, as the service tells; only with <see cref="ContainerDetails.ProxyPermissions"/>.</summary>
    public JsonElement? ProxyPermissions { get; init; }

    /// <summary>Gets the project's rules, as the service tells; only with <see cref="ContainerDetails.ProxyPermissions"/>.</summary>
    public JsonElement? ProjectProxyPermissions { get; init; }
}
