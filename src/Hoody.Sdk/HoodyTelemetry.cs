using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hoody.Sdk;

/// <summary>The names under which the client's telemetry is listened to. Nothing is measured while nobody listens.</summary>
public static class HoodyTelemetry
{
    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Hoody.Sdk";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Hoody.Sdk";

    /// <summary>The category of the log.</summary>
    public const string LogCategory = "Hoody.Sdk";

    internal static ActivitySource Activities { get; } = new(ActivitySourceName);

    internal static Meter Meter { get; } = new(MeterName);
}
