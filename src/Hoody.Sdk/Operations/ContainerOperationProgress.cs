namespace Hoody.Sdk;

/// <summary>What one look at a running operation showed. The service reports a status, no percentage.</summary>
public sealed record ContainerOperationProgress
{
    /// <summary>Gets a number that grows with each look, so that a consumer can drop reports that arrive late.</summary>
    public required int Sequence { get; init; }

    /// <summary>Gets the container's status.</summary>
    public required ContainerStatus Status { get; init; }

    /// <summary>Gets the time since the operation was asked for.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets a remark for people, or null.</summary>
    public string? Message { get; init; }

    /// <summary>Gets whether the operation has ended, well or not.</summary>
    public bool IsFinal { get; init; }
}
