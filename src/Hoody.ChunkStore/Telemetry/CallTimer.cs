using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hoody.ChunkStore.Telemetry;

/// <summary>Measures how long a call takes from here on; reads no clock while nobody listens to the histogram.</summary>
internal readonly struct CallTimer(Histogram<double> histogram)
{
    private readonly long _startedAt = histogram.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <param name="name">The name of the tag that tells calls apart.</param>
    /// <param name="value">Its value, one of a few.</param>
    /// <param name="error">What ended the call; null for success.</param>
    internal void Stop(string name, string value, string? error)
    {
        if (_startedAt == 0)
        {
            return;
        }

        TagList tags = [new(name, value)];
        if (error is not null)
        {
            tags.Add(TagNames.Error, error);
        }

        histogram.Record(Stopwatch.GetElapsedTime(_startedAt).TotalSeconds, tags);
    }
}
