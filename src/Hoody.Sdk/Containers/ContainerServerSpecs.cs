namespace Hoody.Sdk;

/// <summary>What a <see cref="ContainerServer"/> is made of.</summary>
public sealed record ContainerServerSpecs : HoodyModel
{
    /// <summary>Gets the number of processor cores; a share of one is possible.</summary>
    public double? CpuCores { get; init; }

    /// <summary>Gets the memory in gigabytes.</summary>
    public double? RamGb { get; init; }

    /// <summary>Gets the disk space in gigabytes.</summary>
    public double? DiskGb { get; init; }

    /// <summary>Gets whether others compute on it, too.</summary>
    public bool? SharedCompute { get; init; }
}
