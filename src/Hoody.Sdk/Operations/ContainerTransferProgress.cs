using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>How far the transfer of an operation is, in <see cref="ContainerOperationDetail"/>.</summary>
public sealed record ContainerTransferProgress : HoodyModel
{
    /// <summary>Gets what went over the wire, in bytes, at most <see cref="ContainerTransferPlan.WireBytes"/>.</summary>
    [JsonPropertyName("wire_bytes_done")]
    public long? DoneWireBytes { get; init; }

    /// <summary>Gets the mean rate since the transfer began, in bytes a second; null before it has begun.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Gets how many seconds the rest of the plan will take at that rate; null before there is one, or from a host that does not tell.</summary>
    public double? SecondsLeft { get; init; }
}
