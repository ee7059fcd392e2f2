using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>Which rules a change is for: those that agree in every field that is not null. The fields are those of <see cref="FirewallRule"/>.</summary>
public sealed record FirewallRuleFilter
{
    /// <summary>Gets what the rules do.</summary>
    public string? Action { get; init; }

    /// <summary>Gets the rules' protocol.</summary>
    public string? Protocol { get; init; }

    /// <summary>Gets the rules' remark.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the rules' ports at the receiver.</summary>
    public string? DestinationPort { get; init; }

    /// <summary>Gets the rules' ports at the sender.</summary>
    public string? SourcePort { get; init; }

    /// <summary>Gets the rules' sender.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the rules' receiver.</summary>
    public string? Destination { get; init; }

    internal byte[] ToBody(string? state) => JsonBody.Write(json =>
    {
        if (this == new FirewallRuleFilter())
        {
            throw new ArgumentException("A filter names at least one field; RemoveAllAsync and ResetAsync are for all rules.");
        }

        Write(json, "state", state);
        Write(json, "action", Action);
        Write(json, "protocol", Protocol);
        Write(json, "description", Description);
        Write(json, "destination_port", DestinationPort);
        Write(json, "source_port", SourcePort);
        Write(json, "source", Source);
        Write(json, "destination", Destination);
    });

    // Empty text, too, as it is: null would be no condition, and the filter would fit more rules than it says.
    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
