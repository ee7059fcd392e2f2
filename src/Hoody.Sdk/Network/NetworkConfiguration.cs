using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>How a container's outgoing traffic leaves.</summary>
public sealed record NetworkConfiguration : HoodyModel
{
    /// <summary>Gets the container.</summary>
    public ContainerId? ContainerId { get; init; }

    /// <summary>Gets whether anything is configured; all below is null when not.</summary>
    [JsonPropertyName("configured")]
    public bool IsConfigured { get; init; }

    /// <summary>Gets the kind: <c>socks5</c>, <c>http</c>, <c>https</c>, or <c>block</c> for no traffic at all.</summary>
    public string? Type { get; init; }

    /// <summary>Gets the proxy's address, never with user name and password.</summary>
    public string? Proxy { get; init; }

    /// <summary>Gets whether the proxy is given a user name and password.</summary>
    [JsonPropertyName("credentials_configured")]
    public bool? HasCredentials { get; init; }

    /// <summary>Gets the proxy's country.</summary>
    public string? Country { get; init; }

    /// <summary>Gets the proxy's city.</summary>
    public string? City { get; init; }

    /// <summary>Gets the proxy's region.</summary>
    public string? Region { get; init; }

    /// <summary>Gets a remark.</summary>
    public string? Comment { get; init; }

    /// <summary>Gets the name servers, at most 4.</summary>
    public IReadOnlyList<string> DnsServers
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets how it stands: <c>configured</c>, <c>running</c>, <c>stopped</c> or <c>error</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Gets when it was configured.</summary>
    public DateTimeOffset? ConfiguredAt { get; init; }

    /// <summary>Gets when its status was last looked at.</summary>
    public DateTimeOffset? LastStatusCheck { get; init; }

    /// <summary>Gets what the container's server last said.</summary>
    public NetworkState? RemoteStatus { get; init; }
}
