namespace Hoody.Sdk;

/// <summary>All rules of a container's firewall, and how many it may have.</summary>
public sealed record FirewallRules : HoodyModel
{
    /// <summary>Gets the rules for traffic into the container.</summary>
    public IReadOnlyList<FirewallRule> Ingress
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the rules for traffic out of the container.</summary>
    public IReadOnlyList<FirewallRule> Egress
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the number of rules.</summary>
    public int? RuleCount { get; init; }

    /// <summary>Gets the size of the rules in bytes.</summary>
    public long? ByteCount { get; init; }

    /// <summary>Gets how many rules there may be.</summary>
    public int? MaxRules { get; init; }

    /// <summary>Gets how many bytes the rules may have.</summary>
    public long? MaxBytes { get; init; }
}
