using System.Text.Json.Serialization;

namespace Hoody.Sdk;

// The data of replies that hold more than the thing itself.

/// <summary>Where a page stands. One of the few names on the wire that are not snake_case.</summary>
internal sealed record Pagination
{
    public long? Total { get; init; }

    [JsonPropertyName("totalPages")]
    public required int TotalPages { get; init; }
}

internal sealed record ContainersData
{
    public required List<Container>? Containers { get; init; }

    public required Pagination? Pagination { get; init; }
}

internal sealed record ProjectsData
{
    public required List<Project>? Projects { get; init; }

    public required Pagination? Pagination { get; init; }
}

internal sealed record SnapshotsData
{
    public required List<Snapshot>? Snapshots { get; init; }
}

internal sealed record SnapshotData
{
    public required Snapshot? Snapshot { get; init; }

    /// <summary>Gets the snapshot, whose name can be asked for: whoever takes one before a change relies on it.</summary>
    /// <exception cref="HoodySerializationException">The service did not name it.</exception>
    public Snapshot Require() => Snapshot is not null && ContainerNames.IsSnapshotName(Snapshot.Name)
        ? Snapshot
        : throw new HoodySerializationException("The service did not say by which name the snapshot can be restored.");
}

/// <summary>The reply of a restore: it says so when it did not succeed, though the status is 200.</summary>
internal sealed record RestoreData(bool? Success, string? Message, string? OperationId);

internal sealed record AliasesData
{
    public required List<ProxyAlias>? Aliases { get; init; }
}

internal sealed record FirewallAddData(bool? Duplicate);

internal sealed record FirewallRemoveData(List<FirewallRule>? Removed);

internal sealed record SyncData(ContainerId? SourceContainerId, ContainerStatus Status, string? OperationId);

internal sealed record StatusLogsData
{
    public required List<ContainerStatusChange>? Logs { get; init; }

    public Pagination? Pagination { get; init; }
}

internal sealed record CurrentTokenData
{
    public required ApiToken? Token { get; init; }
}
