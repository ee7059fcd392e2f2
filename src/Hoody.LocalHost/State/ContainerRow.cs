
namespace Hoody.LocalHost.State;

/// <summary>A container: its settings and where it stands. Its files are a directory, its history refs in its server's store.</summary>
internal sealed class ContainerRow
{
    public required string Id { get; init; }

    public required string AccountId { get; init; }

    public required string ProjectId { get; init; }

    public required string ServerId { get; init; }

    public required string Name { get; set; }

    public required string Color { get; set; }

    public required string ContainerImage { get; init; }

    public required bool Ai { get; set; }

    public required bool HoodyKit { get; init; }

    public required bool DevKit { get; init; }

    public required bool Kvm { get; set; }

    public required bool Autostart { get; set; }

    public required bool Ramdisk { get; set; }

    public required string RamdiskScope { get; set; }

    public required bool Cache { get; init; }

    public required ContainerState State { get; set; }

    public DateTimeOffset StateSince { get; set; }

    public Dictionary<string, string> EnvironmentVariables { get; set; } = [];

    public string? SshPublicKey { get; set; }

    public string? SshKeyFingerprint { get; set; }

    public DateTimeOffset? SshKeyInstalledAt { get; set; }

    public string? Comment { get; set; }

    public string? SourceContainerId { get; init; }

    public List<string> RealmIds { get; set; } = [];

    public string? LastUsedSnapshot { get; set; }

    public FirewallRules Firewall { get; set; } = FirewallRules.Empty;

    public NetworkSettings? Network { get; set; }

    /// <summary>The operation that owns the container's files at present; null when it is idle. One at a time.</summary>
    public string? ActiveOperationId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
