namespace Hoody.LocalHost.State;

/// <summary>A container's firewall: the rules of both directions, in the order in which they were added.</summary>
internal sealed record FirewallRules(IReadOnlyList<FirewallRule> Ingress, IReadOnlyList<FirewallRule> Egress)
{
    public static FirewallRules Empty { get; } = new([], []);

    public IReadOnlyList<FirewallRule> Of(bool isIngress) => isIngress ? Ingress : Egress;

    public FirewallRules With(bool isIngress, IReadOnlyList<FirewallRule> rules) =>
        isIngress ? this with { Ingress = rules } : this with { Egress = rules };
}
