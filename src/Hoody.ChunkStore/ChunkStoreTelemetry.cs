namespace Hoody.ChunkStore;

/// <summary>The names under which the telemetry of stores is listened to; docs/telemetry.md lists what it tells. Nothing is measured while nobody listens.</summary>
public static class ChunkStoreTelemetry
{
    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Hoody.ChunkStore";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Hoody.ChunkStore";
}
