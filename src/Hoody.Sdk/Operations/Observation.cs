namespace Hoody.Sdk;

/// <summary>What is known of an operation after one look. Immutable, so that any thread may read it.</summary>
internal sealed record Observation
{
    public required ContainerOperationProgress Progress { get; init; }

    public required OperationVerdict Verdict { get; init; }

    /// <summary>Whether the container was seen at work.</summary>
    public bool IsWorkSeen { get; init; }

    /// <summary>The container as last seen.</summary>
    public Container? Container { get; init; }

    /// <summary>Whether the last look found no container.</summary>
    public bool IsMissing { get; init; }

    /// <summary>When the service wants to be asked next.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
