using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>What a container is doing. The service owns the list: a value this version does not know is kept as it came.</summary>
/// <remarks>Comparison is ordinal. The default value stands for "not reported" and has an empty <see cref="Value"/>.</remarks>
[JsonConverter(typeof(ContainerStatusJsonConverter))]
public readonly record struct ContainerStatus
{
    private readonly string? _value;

    /// <summary>Makes a status of the service's own word for it.</summary>
    /// <exception cref="ArgumentException">The word is empty.</exception>
    public ContainerStatus(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>Gets the status of a container that is being made.</summary>
    public static ContainerStatus Creating { get; } = new("creating");

    /// <summary>Gets the status of a container that is being filled by a copy or a sync.</summary>
    public static ContainerStatus Copying { get; } = new("copying");

    /// <summary>Gets the status of a prepared container that is being handed to its owner.</summary>
    public static ContainerStatus Claiming { get; } = new("claiming");

    /// <summary>Gets the status of a container that runs.</summary>
    public static ContainerStatus Running { get; } = new("running");

    /// <summary>Gets the status of a container whose processes are frozen.</summary>
    public static ContainerStatus Paused { get; } = new("paused");

    /// <summary>Gets the status of a container that does not run.</summary>
    public static ContainerStatus Stopped { get; } = new("stopped");

    /// <summary>Gets the status of a container whose last operation failed.</summary>
    public static ContainerStatus Failed { get; } = new("failed");

    /// <summary>Gets the status of a container that is being deleted.</summary>
    public static ContainerStatus Deleting { get; } = new("deleting");

    /// <summary>Gets the status of a container that is gone.</summary>
    public static ContainerStatus Deleted { get; } = new("deleted");

    /// <summary>Gets the service's word; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>Gets whether this version of the client knows the word.</summary>
    public bool IsKnown => IsTransitional || IsUsable || IsEnded;

    /// <summary>Gets whether the service is at work on the container, so that the status will change by itself.</summary>
    public bool IsTransitional => Value is "creating" or "copying" or "claiming" or "deleting" or "syncing";

    /// <summary>Gets whether the container is being filled by a copy or a sync.</summary>
    internal bool IsFilling => Value is "copying" or "syncing";

    /// <summary>Gets whether the container holds its data and waits for its owner: running, paused or stopped.</summary>
    internal bool IsUsable => Value is "running" or "paused" or "stopped";

    /// <summary>Gets whether the container is past use: failed or deleted.</summary>
    internal bool IsEnded => Value is "failed" or "deleted";

    /// <summary>Gets the service's word.</summary>
    public override string ToString() => Value;
}
