using Hoody.Volumes.Import;

namespace Hoody.LocalHost.Engine;

/// <summary>
/// Imports a directory that is in use: again and again, until little changes between two passes, and a last time while its users are held
/// still. So they are held for about as long as it takes to look at the files once, and not for as long as it takes to store them.
/// </summary>
internal sealed class SettlingImport(HoodyHostOptions options)
{
    /// <summary>Beyond so many passes the files change faster than they are read, and the hold has to help.</summary>
    public const int MaxPassesInUse = 5;

    /// <returns>The last import, and what all of them stored.</returns>
    /// <exception cref="WorkException">The users could not be held still, or not be let go: <c>quiesce</c>.</exception>
    public async Task<(ImportResult Import, long StoredBytes)> RunAsync(
        Func<CancellationToken, Task<ImportResult>> import,
        Func<CancellationToken, ValueTask<IAsyncDisposable>> hold,
        CancellationToken cancellationToken)
    {
        long storedBytes = 0;
        for (int pass = 1; pass <= MaxPassesInUse; pass++)
        {
            long newBytes = (await import(cancellationToken)).Statistics.StoredBytesNew;
            storedBytes += newBytes;
            if (newBytes <= options.QuiesceThresholdBytes)
            {
                break;
            }
        }

        IAsyncDisposable held = await HoldAsync(hold, cancellationToken);
        ImportResult last;
        try
        {
            last = await import(cancellationToken);
        }
        catch
        {
            await LetGoAsync(held);
            throw;
        }

        await LetGoAsync(held);
        return (last, storedBytes + last.Statistics.StoredBytesNew);
    }

    private async Task<IAsyncDisposable> HoldAsync(Func<CancellationToken, ValueTask<IAsyncDisposable>> hold, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(options.QuiesceTimeout, options.TimeProvider);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        Task<IAsyncDisposable> holding = BeginAsync(hold, stop.Token);
        try
        {
            return await holding.WaitAsync(stop.Token);
        }
        catch (OperationCanceledException exception) when (stop.IsCancellationRequested)
        {
            // Nobody waits for a hook that does not look at its token. Whomever it holds in the end is let go then.
            _ = LetGoLateAsync(holding);
            cancellationToken.ThrowIfCancellationRequested();
            throw new WorkException("quiesce", $"The container's users were not held still within {options.QuiesceTimeout}; nothing was taken", exception);
        }
        catch (Exception exception)
        {
            throw new WorkException("quiesce", "The container's users could not be held still; the host's log has the details", exception);
        }
    }

    // So that a hook that throws at once fails like any other.
    private static async Task<IAsyncDisposable> BeginAsync(Func<CancellationToken, ValueTask<IAsyncDisposable>> hold, CancellationToken cancellationToken) =>
        await hold(cancellationToken);

    private static async Task LetGoLateAsync(Task<IAsyncDisposable> holding) => await (await holding).DisposeAsync();

    private static async Task LetGoAsync(IAsyncDisposable held)
    {
        try
        {
            await held.DisposeAsync();
        }
        catch (Exception exception)
        {
            throw new WorkException("quiesce", "The container's users could not be let go; the host's log has the details", exception);
        }
    }
}
