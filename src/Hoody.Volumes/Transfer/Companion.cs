namespace Hoody.Volumes.Transfer;

/// <summary>Work with a task beside it that ends with it.</summary>
internal static class Companion
{
    /// <summary>Runs both until the work ends or the companion fails; then neither runs any more.</summary>
    /// <returns>What the work returned, if it came to its end all the same. Else what failed first is thrown, not the cancellation that followed from it.</returns>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work, Func<CancellationToken, Task> companion, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T> main = work(stop.Token);
        Task side = companion(stop.Token);
        bool isSideFirst = await Task.WhenAny(main, side).ConfigureAwait(false) == side && !side.IsCompletedSuccessfully;
        if (!isSideFirst)
        {
            await ((Task)main).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await ((Task)main).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await side.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isSideFirst && !main.IsCompletedSuccessfully)
        {
            await side.ConfigureAwait(false);
        }

        return await main.ConfigureAwait(false);
    }
}
