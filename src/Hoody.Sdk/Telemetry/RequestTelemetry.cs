using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hoody.Sdk;

/// <summary>Measures one request with all its attempts. Routes, never paths: ids would make a series of every container.</summary>
internal readonly struct RequestTelemetry(ApiRequest request, TimeProvider time)
{
    private static readonly Histogram<double> Duration = HoodyTelemetry.Meter.CreateHistogram<double>(
        "hoody.client.request.duration", "s", "Time of a request with all its attempts and the delays between them.");

    private static readonly Counter<long> Retries = HoodyTelemetry.Meter.CreateCounter<long>(
        "hoody.client.retries", "{retry}", "Requests that were sent again.");

    private readonly Activity? _activity = Start(request);
    private readonly long _start = Duration.Enabled ? time.GetTimestamp() : 0;

    public void Retried(HoodyException reason)
    {
        if (Retries.Enabled)
        {
            Retries.Add(1, new("url.template", request.At.Route), new("error.type", reason.GetType().Name));
        }
    }

    /// <summary>Ends the measurement.</summary>
    /// <param name="status">The last attempt's status; null when it brought none.</param>
    /// <param name="attempts">The number of attempts.</param>
    /// <param name="error">Why the request failed; null for success.</param>
    public void End(int? status, int attempts, Exception? error)
    {
        EndActivity(status, attempts, error);
        if (!Duration.Enabled || _start == 0)
        {
            return;
        }

        TagList tags = new() { { "http.request.method", request.Method.Method }, { "url.template", request.At.Route } };
        AddIfSet(ref tags, "http.response.status_code", status);
        AddIfSet(ref tags, "error.type", error?.GetType().Name);
        Duration.Record(time.GetElapsedTime(_start).TotalSeconds, tags);
    }

    private static Activity? Start(ApiRequest request)
    {
        // The looks of a wait are as many as it is long; the wait's own activity stands for them.
        Activity? activity = request.IsPoll ? null : HoodyTelemetry.Activities.StartActivity($"Hoody.{request.Name}", ActivityKind.Client);
        activity?.SetTag("http.request.method", request.Method.Method);
        activity?.SetTag("url.template", request.At.Route);
        return activity;
    }

    private void EndActivity(int? status, int attempts, Exception? error)
    {
        if (_activity is null)
        {
            return;
        }

        _activity.SetTag("http.response.status_code", status);
        _activity.SetTag("http.request.resend_count", attempts > 1 ? attempts - 1 : null);
        if (error is not null)
        {
            // Not the message: it may name what only the caller should read.
            _activity.SetTag("error.type", error.GetType().Name);
            _activity.SetStatus(ActivityStatusCode.Error);
        }

        _activity.Dispose();
    }

    private static void AddIfSet(ref TagList tags, string name, object? value)
    {
        if (value is not null)
        {
            tags.Add(name, value);
        }
    }
}
