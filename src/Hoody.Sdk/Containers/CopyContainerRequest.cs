using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>What a copy is to be: where, under which name, from which state.</summary>
public sealed record CopyContainerRequest
{
    /// <summary>Makes a request to be filled by an initialiser.</summary>
    public CopyContainerRequest()
    {
    }

    /// <summary>Makes a request that leaves all but the project to the service.</summary>
    [SetsRequiredMembers]
    public CopyContainerRequest(ProjectId targetProjectId) => TargetProjectId = targetProjectId;

    /// <summary>Gets the project that the copy is to belong to.</summary>
    public required ProjectId TargetProjectId { get; init; }

    /// <summary>Gets the server for the copy; null for the source's own.</summary>
    public ServerId? TargetServerId { get; init; }

    /// <summary>
    /// Gets the copy's name, 3 to 100 letters, digits, <c>_</c> or <c>-</c>, unique in its project; null for one of the service's.
    /// </summary>
    /// <remarks>A name makes a copy safe to ask for again after a lost reply: the second one is refused as a conflict.</remarks>
    public string? Name { get; init; }

    /// <summary>Gets the key for the copy, never the source's; null to have one made.</summary>
    [JsonConverter(typeof(SshPublicKeyJsonConverter))]
    public SshPublicKey? SshPublicKey { get; init; }

    /// <summary>
    /// Gets the name of the source's snapshot to copy from, letters, digits, <c>_</c> or <c>-</c>; null for its present state.
    /// </summary>
    public string? SourceSnapshot { get; init; }

    /// <summary>Gets whether the copy gets the source's firewall rules.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CopyFirewallRules { get; init; }

    /// <summary>Gets whether the copy gets the source's network settings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CopyNetworkRules { get; init; }

    /// <summary>Gets whether the copy may use hardware virtualisation; it does not inherit this from its source.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Kvm { get; init; }
}
