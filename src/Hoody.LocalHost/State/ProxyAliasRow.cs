namespace Hoody.LocalHost.State;

/// <summary>A proxy alias: a name that leads to a program of a container. The container, and so the server, never change.</summary>
internal sealed class ProxyAliasRow
{
    public required string Id { get; init; }

    public required string AccountId { get; init; }

    public required string ProjectId { get; init; }

    public required string ContainerId { get; init; }

    public required string ServerId { get; init; }

    public required string Alias { get; set; }

    public required string Program { get; set; }

    public required int Index { get; set; }

    public string? TargetPath { get; set; }

    public required bool AllowPathOverride { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public required bool IsEnabled { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
