using Hoody.LocalHost.Http;
using Hoody.Sdk;

namespace Hoody.LocalHost.Containers;

/// <summary>The body of a copy request, checked.</summary>
internal sealed record CopyRequest(
    string TargetProjectId,
    string? TargetServerId,
    string? Name,
    SshPublicKey? SshPublicKey,
    string? SourceSnapshot,
    bool CopyFirewallRules,
    bool CopyNetworkRules,
    bool? Kvm)
{
    private const int MaxSnapshotNameLength = 255;

    public static CopyRequest Read(BodyReader body)
    {
        CopyRequest request = new(
            body.RequiredId("target_project_id"),
            body.Id("target_server_id"),
            ContainerFields.ReadName(body, 3),
            ContainerFields.ReadSshKey(body),
            body.Text("source_snapshot", 1, MaxSnapshotNameLength, ContainerFields.SnapshotNameForm()),
            body.Flag("copy_firewall_rules") ?? false,
            body.Flag("copy_network_rules") ?? false,
            ContainerFields.ReadKvm(body));
        body.ThrowIfInvalid();
        return request;
    }
}
