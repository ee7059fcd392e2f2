namespace Hoody.ChunkStore;

/// <summary>Holds off the collectors of all processes: what this process finds in the store or puts there stays until the pin is disposed.</summary>
/// <remarks>
/// Hold one from before the first blob is put or looked up until the refs point to the result. Pins of one store share a lease; taking one
/// more costs little. A collector may revoke the lease of a process that shows no life for minutes: then the next change of a ref, and the reading of
/// what is gone by then, end with <see cref="LeaseRevokedException"/>. Thread-safe.
/// </remarks>
public sealed class StorePin : IAsyncDisposable
{
    private Func<ValueTask>? _release;

    internal StorePin(long epoch, Func<CancellationToken, Task> requireInForceAsync, Func<ValueTask> release) =>
        (Epoch, RequireInForceAsync, _release) = (epoch, requireInForceAsync, release);

    /// <summary>The epoch of the lease: what was condemned up to it is nothing to build on.</summary>
    internal long Epoch { get; }

    /// <summary>Makes sure that what was found or put under this pin was not taken from under it, whatever became of others.</summary>
    /// <exception cref="LeaseRevokedException">A collector revoked its lease.</exception>
    internal Func<CancellationToken, Task> RequireInForceAsync { get; }

    /// <summary>Releases the pin.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _release, null) is { } release ? release() : ValueTask.CompletedTask;
}
