using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hoody.Sdk.Tests.Fakes;

/// <summary>One value that the client measured, with the trace it was measured in.</summary>
internal sealed record Measured(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags, ActivityTraceId Trace);

/// <summary>Listens to the client's telemetry. Other tests run beside: what is this test's own has the trace of its <see cref="RunAsync"/>.</summary>
internal sealed class TelemetryRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _activities = new();
    private readonly ConcurrentQueue<Measured> _measured = new();
    private readonly ActivitySource _test = new("test");
    private readonly ActivityListener _activityListener;
    private readonly MeterListener _meterListener = new();

    public TelemetryRecorder()
    {
        _activityListener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == HoodyTelemetry.ActivitySourceName || source == _test,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_activityListener);
        _meterListener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == HoodyTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meterListener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        _meterListener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        _meterListener.Start();
    }

    public IReadOnlyList<Measured> Measured => [.. _measured];

    /// <summary>Runs a call under a trace of its own, and gets that trace's activities of the client.</summary>
    public async Task<Activity[]> RunAsync(Func<Task> call)
    {
        using Activity parent = _test.StartActivity("test")!; // the listener takes it
        await call();
        return [.. _activities.Where(a => a.TraceId == parent.TraceId && a.Source.Name == HoodyTelemetry.ActivitySourceName)];
    }

    public void Dispose()
    {
        _meterListener.Dispose();
        _activityListener.Dispose();
        _test.Dispose();
    }

    // Called on the thread that measures, so that its activity is the current one.
    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue(new Measured(
            instrument.Name, value, new Dictionary<string, object?>(tags.ToArray()), Activity.Current?.TraceId ?? default));
}
