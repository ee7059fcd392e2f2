namespace Hoody.Sdk;

/// <summary>The processors in <see cref="ContainerStats"/>. What has no documented unit is in <see cref="HoodyModel.AdditionalProperties"/>.</summary>
public sealed record ContainerCpuStats : HoodyModel
{
    /// <summary>Gets the part of the container's processors that is in use, in per cent.</summary>
    public double? UsagePercent { get; init; }
}
