using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hoody.ChunkStore.Tests.Telemetry;

/// <summary>The activities of stores that ended while this listened.</summary>
internal sealed class StoreTrace : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    internal StoreTrace()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ChunkStoreTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    internal IReadOnlyList<Activity> Ended => [.. _ended];

    internal Activity Single(string name) => Assert.Single(_ended, activity => activity.OperationName == $"Hoody.ChunkStore.{name}");

    public void Dispose() => _listener.Dispose();
}
