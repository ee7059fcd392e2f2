namespace Hoody.LocalHost.State;

/// <summary>
/// A durable operation on one container: written in the same transaction as the change that asked for it, so that a host killed at
/// any moment finishes it, or fails it by name, after its next start.
/// </summary>
internal sealed class OperationRow
{
    public required string Id { get; init; }

    public required string AccountId { get; init; }

    public required string ContainerId { get; init; }

    public required OperationKind Kind { get; init; }

    public OperationState State { get; set; }

    public required OperationArguments Arguments { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public long Files { get; set; }

    public long LogicalBytes { get; set; }

    public long NewBytesStored { get; set; }

    public long TransferredBytes { get; set; }

    /// <summary>What was not as it should be, such as files that changed while they were read; the first ones, where there are many.</summary>
    public List<string> Notices { get; set; } = [];

    /// <summary>How often the work has been begun.</summary>
    public int Attempts { get; set; }

    /// <summary>Which run of the host works on it; another run's id on a running operation means that its worker is dead.</summary>
    public string? OwnerBoot { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }
}
