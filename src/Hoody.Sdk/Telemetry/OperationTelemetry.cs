using System.Diagnostics.Metrics;

namespace Hoody.Sdk;

/// <summary>Measures operations. Kinds and outcomes, never ids: each container would make a series of its own.</summary>
internal static class OperationTelemetry
{
    private const string Kind = "hoody.operation.kind";

    private static readonly UpDownCounter<long> Waits = HoodyTelemetry.Meter.CreateUpDownCounter<long>(
        "hoody.client.operations.active", "{operation}", "Waits for an operation that are under way.");

    private static readonly Counter<long> Polls = HoodyTelemetry.Meter.CreateCounter<long>(
        "hoody.client.operation.polls", "{poll}", "Looks at the container of an operation.");

    private static readonly Histogram<double> Duration = HoodyTelemetry.Meter.CreateHistogram<double>(
        "hoody.client.operation.duration", "s", "Time from asking for an operation to the look that showed its end.");

    public static void WaitBegan(string kind) => Waits.Add(1, new KeyValuePair<string, object?>(Kind, kind));

    public static void WaitEnded(string kind) => Waits.Add(-1, new KeyValuePair<string, object?>(Kind, kind));

    public static void Polled(string kind) => Polls.Add(1, new KeyValuePair<string, object?>(Kind, kind));

    /// <summary>Records the end of an operation, once, however many wait for it.</summary>
    public static void Ended(string kind, Observation end) => Duration.Record(
        end.Progress.Elapsed.TotalSeconds,
        new KeyValuePair<string, object?>(Kind, kind),
        new KeyValuePair<string, object?>("hoody.operation.outcome", end.Verdict == OperationVerdict.Succeeded ? "succeeded" : "failed"));
}
