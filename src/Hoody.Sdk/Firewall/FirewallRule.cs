namespace Hoody.Sdk;

/// <summary>A rule of a container's firewall.</summary>
public sealed record FirewallRule : HoodyModel
{
    /// <summary>Gets what is done: <c>allow</c>, <c>reject</c> or <c>drop</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Gets the protocol: <c>tcp</c>, <c>udp</c> or <c>icmp4</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Gets a remark, up to 255 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the port, range or list of ports at the receiver, such as <c>80,443,8000-8080</c>; needed for tcp and udp.</summary>
    public string? DestinationPort { get; init; }

    /// <summary>Gets the port, range or list of ports at the sender.</summary>
    public string? SourcePort { get; init; }

    /// <summary>Gets the sender's IPv4 address or network; for rules of ingress.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the receiver's IPv4 address or network; for rules of egress.</summary>
    public string? Destination { get; init; }

    /// <summary>Gets <c>enabled</c> or <c>disabled</c>; null for enabled.</summary>
    public string? State { get; init; }

    /// <summary>Gets the ICMP type.</summary>
    public string? IcmpType { get; init; }

    /// <summary>Gets the ICMP code.</summary>
    public string? IcmpCode { get; init; }
}
