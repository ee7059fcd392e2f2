namespace Hoody.Sdk;

/// <summary>All that is needed to go on watching an operation, in this process or another. Holds no secret.</summary>
internal sealed record OperationTicket
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required string Kind { get; init; }

    public required ContainerId ContainerId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From when on its work can show; null in tokens of earlier versions.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    public ContainerId? SourceContainerId { get; init; }

    public string? OperationId { get; init; }

    public string? Realm { get; init; }

    public SyncBaseline? Baseline { get; init; }
}
