namespace Hoody.Sdk;

/// <summary>What a container uses at one moment.</summary>
public sealed record ContainerStats : HoodyModel
{
    /// <summary>Gets the container.</summary>
    public ContainerId? Id { get; init; }

    /// <summary>Gets what the container is doing.</summary>
    public ContainerStatus Status { get; init; }

    /// <summary>Gets the number of its processes.</summary>
    public int? Processes { get; init; }

    /// <summary>Gets when it was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets its share of the processors; null while it does not run.</summary>
    public ContainerCpuStats? Cpu { get; init; }

    /// <summary>Gets its memory; null while it does not run.</summary>
    public ContainerMemoryStats? Memory { get; init; }

    /// <summary>Gets its disks; a copy takes the longer the more of them is used.</summary>
    public ContainerDiskStats? Disk { get; init; }
}
