using System.Collections.Concurrent;

namespace Hoody.ChunkStore.Conformance.Tests;

/// <summary>Makes two calls meet, so that a race is lost every time and not now and then.</summary>
internal sealed class Rendezvous
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _first = new();

    /// <summary>Holds the first who comes with a key until there is a second.</summary>
    internal Task MeetAsync(string key)
    {
        TaskCompletionSource mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource first = _first.GetOrAdd(key, mine);
        if (first != mine)
        {
            first.TrySetResult();
        }

        return first.Task;
    }
}
