using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>One disk in <see cref="ContainerDiskStats"/>.</summary>
public sealed record ContainerDiskUsage : HoodyModel
{
    /// <summary>Gets what is in use, in bytes.</summary>
    [JsonPropertyName("usage")]
    public long? UsedBytes { get; init; }

    /// <summary>Gets what there is, in bytes.</summary>
    [JsonPropertyName("total")]
    public long? TotalBytes { get; init; }
}
