namespace Hoody.ChunkStore.Writing;

/// <summary>Wakes all who wait at that moment. Take <see cref="Next"/> first, look at the state then, and await it last: no wake-up is lost.</summary>
internal sealed class AsyncSignal
{
    private TaskCompletionSource _next = New();

    internal Task Next => Volatile.Read(ref _next).Task;

    internal void Set() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
