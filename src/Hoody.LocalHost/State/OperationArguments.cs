namespace Hoody.LocalHost.State;

/// <summary>What an operation needs to know to run, and to run again after a crash with the same outcome.</summary>
internal sealed record OperationArguments
{
    /// <summary>The container that a copy or a sync reads.</summary>
    public string? SourceContainerId { get; init; }

    /// <summary>The snapshot record to take data from; null means "capture the source", and is filled once that has been done.</summary>
    public string? PinnedSnapshot { get; init; }

    /// <summary>The name of the snapshot to make or to restore.</summary>
    public string? SnapshotName { get; init; }

    public string? SnapshotAlias { get; init; }

    public int? SnapshotExpiryDays { get; init; }

    /// <summary>The state that the container takes when the operation has succeeded.</summary>
    public ContainerState? StateAfter { get; init; }
}
