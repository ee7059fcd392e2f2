using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>The memory in <see cref="ContainerStats"/>.</summary>
public sealed record ContainerMemoryStats : HoodyModel
{
    /// <summary>Gets what is in use, in bytes.</summary>
    [JsonPropertyName("usage")]
    public long? UsedBytes { get; init; }

    /// <summary>Gets what there is, in bytes.</summary>
    [JsonPropertyName("total")]
    public long? TotalBytes { get; init; }

    /// <summary>Gets the part that is in use, in per cent.</summary>
    public double? UsagePercent { get; init; }
}
