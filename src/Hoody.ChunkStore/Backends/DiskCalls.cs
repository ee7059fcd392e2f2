namespace Hoody.ChunkStore.Backends;

/// <summary>Where calls of the file system are made: on the thread pool when they may wait for a device, else at once.</summary>
internal sealed class DiskCalls(bool mayBlock)
{
    /// <summary>Whether several calls at once may end sooner than one after the other.</summary>
    internal bool RunBeside => mayBlock;

    internal ValueTask<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (mayBlock)
        {
            return new(Task.Run(call, cancellationToken));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return ValueTask.FromResult(call());
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<T>(exception); // where the caller awaits it, as from the pool
        }
    }
}
