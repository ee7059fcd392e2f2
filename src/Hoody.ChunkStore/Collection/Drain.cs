namespace Hoody.ChunkStore.Collection;

/// <summary>Waits until no lease is in force that is older than an epoch.</summary>
/// <remarks>Only the collector's own clock counts, and only for patience: who is revoked too early loses work, never data that was committed.</remarks>
/// <param name="leases">Those of all processes.</param>
/// <param name="options">How long to wait for them.</param>
/// <param name="time">The clock.</param>
/// <param name="throwIfClosed">Called before each look: who has closed the store waits for nobody.</param>
internal sealed class Drain(LeaseSurvey leases, CollectionOptions options, TimeProvider time, Action throwIfClosed)
{
    private readonly Dictionary<Guid, (int LastNumber, long Since)> _seen = [];

    /// <returns>How many leases were revoked; null when some are still in force after the longest wait.</returns>
    internal async Task<int?> WaitAsync(long epoch, CancellationToken cancellationToken)
    {
        long begin = time.GetTimestamp();
        int revoked = 0;
        while (true)
        {
            throwIfClosed();
            bool isDone = true;
            foreach (LeaseLogView log in await leases.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (log.IsRevoked || log.Epoch >= epoch)
                {
                    continue;
                }

                if (!IsSilent(log))
                {
                    isDone = false;
                }
                else if (await leases.RevokeAsync(log, cancellationToken).ConfigureAwait(false) is not null)
                {
                    revoked++;
                }
            }

            if (isDone)
            {
                return revoked;
            }

            if (time.GetElapsedTime(begin) >= options.MaxWait)
            {
                return null;
            }

            await options.Pause(time, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsSilent(LeaseLogView log)
    {
        if (!_seen.TryGetValue(log.Lease, out (int LastNumber, long Since) seen) || seen.LastNumber != log.LastNumber)
        {
            _seen[log.Lease] = (log.LastNumber, time.GetTimestamp());
            return options.RevokesAtOnce;
        }

        return options.RevokesAtOnce || time.GetElapsedTime(seen.Since) >= options.LeaseSilence;
    }
}
