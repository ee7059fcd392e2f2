using System.Text.Json.Serialization;

namespace Hoody.LocalHost.State;

/// <summary>One firewall rule, in the API's own words; stored as the JSON that is also sent. Fields that were not given stay away.</summary>
internal sealed record FirewallRule
{
    [JsonPropertyName("action")]
    public required string Action { get; init; }

    [JsonPropertyName("protocol")]
    public required string Protocol { get; init; }

    [JsonPropertyName("description"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    [JsonPropertyName("destination_port"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DestinationPort { get; init; }

    [JsonPropertyName("source_port"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SourcePort { get; init; }

    [JsonPropertyName("source"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    [JsonPropertyName("destination"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Destination { get; init; }

    [JsonPropertyName("state")]
    public required string State { get; init; }

    [JsonPropertyName("icmp_type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IcmpType { get; init; }

    [JsonPropertyName("icmp_code"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IcmpCode { get; init; }
}
