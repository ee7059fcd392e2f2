namespace Hoody.LocalHost.State;

/// <summary>A container's firewall: the rules of both directions, in the order in which they were added.</summary>
internal sealed record FirewallRules(IReadOnlyList<FirewallRule> Ingress, IReadOnlyList<FirewallRule> Egress)
{
    public static FirewallRules Empty { get; } = new([], []);
}
