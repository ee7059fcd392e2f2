namespace Hoody.Sdk;

/// <summary>How a container's outgoing traffic is to leave.</summary>
public sealed record SetNetworkRequest
{
    /// <summary>Gets the kind: <c>socks5</c>, <c>http</c>, <c>https</c>, or <c>block</c> for no traffic at all.</summary>
    public required string Type { get; init; }

    /// <summary>Gets the proxy's address, with user name and password where it wants them; needed unless all is blocked.</summary>
    public string? Proxy { get; init; }

    /// <summary>Gets the proxy's country.</summary>
    public string? Country { get; init; }

    /// <summary>Gets the proxy's city.</summary>
    public string? City { get; init; }

    /// <summary>Gets the proxy's region.</summary>
    public string? Region { get; init; }

    /// <summary>Gets a remark, up to 1000 characters.</summary>
    public string? Comment { get; init; }

    /// <summary>Gets the name servers, at most 4.</summary>
    public IReadOnlyList<string>? DnsServers { get; init; }

    /// <summary>Gets the kind alone: the proxy's address may hold a password.</summary>
    public override string ToString() => $"{nameof(SetNetworkRequest)} {{ Type = {Type} }}";

    /// <summary>What must not come back in a message: the address, and the part of it before the host.</summary>
    internal IReadOnlyList<string> Secrets => Uri.TryCreate(Proxy, UriKind.Absolute, out Uri? address) && address.UserInfo.Length > 0
        ? [Proxy, address.UserInfo, .. address.UserInfo.Split(':').Skip(1)]
        : [];
}
