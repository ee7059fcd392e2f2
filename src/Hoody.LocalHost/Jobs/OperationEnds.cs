using System.Collections.Concurrent;

namespace Hoody.LocalHost.Jobs;

/// <summary>Tells who waits for an operation that it has ended, well or badly.</summary>
internal sealed class OperationEnds
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Completes when the operation ends from now on. Ask before reading its state, or its end may slip in between.</summary>
    public Task WhenEnded(string operationId) =>
        _waiting.GetOrAdd(operationId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Signal(string operationId)
    {
        if (_waiting.TryRemove(operationId, out TaskCompletionSource? waiting))
        {
            waiting.SetResult();
        }
    }
}
