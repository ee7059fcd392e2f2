using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Snapshots;

/// <summary>A snapshot as the API shows it.</summary>
internal sealed record SnapshotView(
    string Name,
    string? Alias,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? ExpiresAt,
    bool Stateful,
    long Size)
{
    public static SnapshotView From(SnapshotRow snapshot) => new(
        snapshot.Name, snapshot.Alias, snapshot.CreatedAt, snapshot.LastUsedAt, snapshot.ExpiresAt, Stateful: false, snapshot.SizeBytes);
}
