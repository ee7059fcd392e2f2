namespace Hoody.Sdk;

/// <summary>The direction of the traffic that a firewall rule is for.</summary>
public enum FirewallDirection
{
    /// <summary>Into the container.</summary>
    Ingress,

    /// <summary>Out of the container.</summary>
    Egress,
}
