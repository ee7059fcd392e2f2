namespace Hoody.LocalHost.State;

/// <summary>One change of a container's state, as the status log shows it.</summary>
internal sealed class StatusLogRow
{
    public required string Id { get; init; }

    public required string ContainerId { get; init; }

    public ContainerState? FromState { get; init; }

    public required ContainerState ToState { get; init; }

    public required DateTimeOffset TransitionTime { get; init; }

    public long? DurationMilliseconds { get; init; }

    public required string TriggeredBy { get; init; }

    public string? OperationId { get; init; }
}
