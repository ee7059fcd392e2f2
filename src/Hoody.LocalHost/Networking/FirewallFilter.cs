using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Networking;

/// <summary>The rules that a change is for: those that agree in every field that was given.</summary>
internal sealed class FirewallFilter
{
    private static readonly Dictionary<string, Func<FirewallRule, string?>> Fields = new()
    {
        ["action"] = rule => rule.Action,
        ["protocol"] = rule => rule.Protocol,
        ["description"] = rule => rule.Description,
        ["destination_port"] = rule => rule.DestinationPort,
        ["source_port"] = rule => rule.SourcePort,
        ["source"] = rule => rule.Source,
        ["destination"] = rule => rule.Destination,
        ["icmp_type"] = rule => rule.IcmpType,
        ["icmp_code"] = rule => rule.IcmpCode,
    };

    private readonly List<(Func<FirewallRule, string?> Field, string Value)> _wanted = [];

    public bool IsEmpty => _wanted.Count == 0;

    /// <exception cref="ApiException">A field is not valid.</exception>
    public static FirewallFilter Read(BodyReader body)
    {
        FirewallFilter filter = new();
        foreach ((string name, Func<FirewallRule, string?> field) in Fields)
        {
            if (body.Text(name, 0, 512) is { } value)
            {
                filter._wanted.Add((field, value));
            }
        }

        body.ThrowIfInvalid();
        return filter;
    }

    public bool Fits(FirewallRule rule) => _wanted.TrueForAll(wanted => wanted.Field(rule) == wanted.Value);
}
