using Hoody.Volumes.Import;

namespace Hoody.LocalHost.Engine;

/// <summary>
/// Imports a directory that is in use: again and again, until little changes between two passes, and a last time while its users are held
/// still. So they are held for about as long as it takes to look at the files once, and not for as long as it takes to store them.
/// </summary>
internal static class SettlingImport
{
    /// <summary>Beyond so many passes the files change faster than they are read, and the hold has to help.</summary>
    private const int MaxPassesInUse = 5;

    /// <returns>The last import, and what all of them stored.</returns>
    public static async Task<(ImportResult Import, long StoredBytes)> RunAsync(
        Func<CancellationToken, Task<ImportResult>> import,
        Func<CancellationToken, ValueTask<IAsyncDisposable>> hold,
        long thresholdBytes,
        CancellationToken cancellationToken)
    {
        long storedBytes = 0;
        for (int pass = 1; pass <= MaxPassesInUse; pass++)
        {
            long newBytes = (await import(cancellationToken)).Statistics.StoredBytesNew;
            storedBytes += newBytes;
            if (newBytes <= thresholdBytes)
            {
                break;
            }
        }

        await using IAsyncDisposable held = await hold(cancellationToken);
        ImportResult last = await import(cancellationToken);
        return (last, storedBytes + last.Statistics.StoredBytesNew);
    }
}
