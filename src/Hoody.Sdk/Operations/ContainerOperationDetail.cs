using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>
/// What a local host tells of an operation beyond the service's contract: how it stands, what it moves and how far that is, and what
/// came of it. What the host did not say is null.
/// </summary>
public sealed record ContainerOperationDetail : HoodyModel
{
    /// <summary>Gets the operation's id.</summary>
    public string? OperationId { get; init; }

    /// <summary>Gets the host's word for how it stands: <c>queued</c>, <c>running</c>, <c>succeeded</c> or <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Gets why it failed; null unless it did.</summary>
    public ContainerOperationError? Error { get; init; }

    /// <summary>Gets what moves between two servers; null when nothing does, before that is known, and from an hour after the end on.</summary>
    public ContainerTransferPlan? Plan { get; init; }

    /// <summary>Gets how much of <see cref="Plan"/> is done; null without a plan.</summary>
    public ContainerTransferProgress? Progress { get; init; }

    /// <summary>Gets the number of files that the result has; 0 before the end.</summary>
    [JsonPropertyName("files")]
    public long? FileCount { get; init; }

    /// <summary>Gets the length of these files, in bytes; 0 before the end.</summary>
    public long? LogicalBytes { get; init; }

    /// <summary>Gets what the stores grew by, in bytes; 0 before the end.</summary>
    public long? NewBytesStored { get; init; }

    /// <summary>Gets what went from one server to another, in bytes; 0 before the end.</summary>
    public long? TransferredBytes { get; init; }

    /// <summary>Gets what was not as it should be, for people to read: files that changed while they were read, for one. Never null.</summary>
    public IReadOnlyList<string> Notices
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets when it was accepted, by the host's clock.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when the work began, by the host's clock; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it ended, well or not, by the host's clock; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
