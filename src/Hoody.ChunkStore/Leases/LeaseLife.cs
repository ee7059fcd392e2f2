using Hoody.ChunkStore.Epochs;

namespace Hoody.ChunkStore.Leases;

/// <summary>Shows, in the background, that the holder of leases lives: only to a collector that waits for them.</summary>
internal sealed class LeaseLife(EpochLog epochs, Func<IReadOnlyList<Lease>> leases, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <summary>How often a holder looks whether a collector waits for it: several times within the shortest patience a collector has.</summary>
    internal static TimeSpan Interval { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Begins, unless it has begun or is over. Callers see to it that they are one at a time.</summary>
    internal void Start()
    {
        if (_work.IsCompleted && !_stop.IsCancellationRequested)
        {
            _work = Task.Run(RunAsync);
        }
    }

    /// <summary>Ends it, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
    }

    // Each lease by itself: a call that hangs under one of them, as a change of a ref may, must not cost the others.
    private async Task RunAsync()
    {
        Dictionary<Lease, Task> underWay = [];
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                Array.ForEach([.. underWay.Keys.Where(lease => underWay[lease].IsCompleted)], lease => underWay.Remove(lease));
                foreach (Lease lease in leases().Where(lease => !underWay.ContainsKey(lease)))
                {
                    underWay.Add(lease, ShowAsync(lease, _stop.Token));
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The store is being closed.
            await Task.WhenAll(underWay.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ShowAsync(Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            // No collector waits in any other phase, and every record is read by each that comes later.
            EpochRecord newest = await epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
            if (newest.Phase == EpochPhase.Condemned && newest.Epoch != lease.Epoch.Epoch)
            {
                await lease.ShowLifeAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LeaseRevokedException)
        {
            return; // the lease remembers, and tells whoever commits
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The next turn tries again; a backend that stays away costs the lease, and that is safe. Whatever it throws, be it a time-out of its own: if
            // that ended the work, a single failure would cost a process that lives its leases.
            return;
        }
    }
}
