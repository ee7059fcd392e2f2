namespace Hoody.LocalHost.State;

/// <summary>How a container reaches the network. Credentials in the proxy's address are kept, and never shown.</summary>
internal sealed record NetworkSettings(
    string Type,
    string? Proxy,
    string? Country,
    string? City,
    string? Region,
    string? Comment,
    IReadOnlyList<string> DnsServers,
    string Status,
    DateTimeOffset ConfiguredAt)
{
    /// <summary>When it was last started or stopped; null when never.</summary>
    public DateTimeOffset? LastStatusCheck { get; init; }
}
