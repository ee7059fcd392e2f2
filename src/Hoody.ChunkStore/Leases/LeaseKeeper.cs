using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Epochs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Leases;

/// <summary>The leases of one open store: pins share one, until the epoch moves on and later pins get a newer one. Thread-safe.</summary>
/// <remarks>
/// A lease protects everything from its own epoch on, so the oldest one with a pin protects what all pins found. That is why every
/// commit goes through the oldest.
/// </remarks>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly List<HeldLease> _held = []; // the oldest first
    private readonly CancellationTokenSource _stop = new();
    private readonly IStorageBackend _backend;
    private readonly EpochLog _epochs;
    private readonly Func<EpochRecord, CancellationToken, Task> _enter;
    private readonly BlobStoreOptions _options;
    private volatile IReadOnlySet<Blake3Digest> _condemnedBeforeOldest = EpochRecord.Start.Packs;
    private Task _showingLife = Task.CompletedTask;

    /// <param name="backend">Where leases are written.</param>
    /// <param name="epochs">The steps of the collectors.</param>
    /// <param name="enter">Makes this process see the store as it is at an epoch; called before anything is looked up under a new lease.</param>
    /// <param name="options">The rules, the time that says when to show life, and where ids come from.</param>
    internal LeaseKeeper(
        IStorageBackend backend, EpochLog epochs, Func<EpochRecord, CancellationToken, Task> enter, BlobStoreOptions options)
    {
        (_backend, _epochs, _enter, _options) = (backend, epochs, enter, options);
    }

    /// <summary>How often a holder looks whether a collector waits for it: several times within the shortest patience a collector has.</summary>
    internal static TimeSpan LifeInterval { get; } = TimeSpan.FromSeconds(20);

    /// <summary>The packs that count as absent for all pins, also for those whose work began before the newest condemnation.</summary>
    internal IReadOnlySet<Blake3Digest> CondemnedBeforeOldest => _condemnedBeforeOldest;

    internal async Task<StorePin> PinAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_options.Rules.WorkTakesLeases)
            {
                EpochRecord newest = await _epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
                await _enter(newest, cancellationToken).ConfigureAwait(false);
                return new StorePin(newest.Epoch, () => ValueTask.CompletedTask);
            }

            HeldLease held = await FindOrBeginAsync(cancellationToken).ConfigureAwait(false);
            held.PinCount++;
            return new StorePin(held.Lease.Epoch.Epoch, () => ReleaseAsync(held));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Makes this process see the store as it is at the newest epoch, and tells which that is.</summary>
    internal async Task<EpochRecord> EnterNewestAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            EpochRecord newest = await _epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
            await _enter(newest, cancellationToken).ConfigureAwait(false);
            return newest;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Changes a ref under the lease that protects the work of all pins. The caller holds one of them.</summary>
    /// <exception cref="LeaseRevokedException">A collector revoked that lease.</exception>
    internal async Task<T> CommitAsync<T>(LeaseCommit commit, Func<Task<T>> change, CancellationToken cancellationToken)
    {
        if (!_options.Rules.CommitsGoThroughTheLease || !_options.Rules.WorkTakesLeases)
        {
            return await change().ConfigureAwait(false);
        }

        HeldLease oldest = await PinOldestAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await oldest.Lease.CommitAsync(commit, change, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ReleaseAsync(oldest).ConfigureAwait(false);
        }
    }

    /// <summary>Makes sure that nothing which pins protect was taken from under them. The caller holds one.</summary>
    /// <exception cref="LeaseRevokedException">A collector revoked their lease.</exception>
    internal async Task RequireInForceAsync(CancellationToken cancellationToken)
    {
        if (!_options.Rules.WorkTakesLeases)
        {
            return;
        }

        HeldLease oldest = await PinOldestAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await oldest.Lease.RequireInForceAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ReleaseAsync(oldest).ConfigureAwait(false);
        }
    }

    /// <summary>Ends all leases.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _showingLife.ConfigureAwait(false);
        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            foreach (HeldLease held in _held)
            {
                await EndAsync(held.Lease).ConfigureAwait(false);
            }

            _held.Clear();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    // The lease stays behind when the backend fails: a collector that finds it without life revokes it.
    private static async Task EndAsync(Lease lease)
    {
        try
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
        catch (BackendException)
        {
            return;
        }
    }

    private async Task<HeldLease> FindOrBeginAsync(CancellationToken cancellationToken)
    {
        EpochRecord newest = await _epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        if (_held.LastOrDefault() is { Lease.IsRevoked: false } last && last.Lease.Epoch.Epoch == newest.Epoch)
        {
            return last;
        }

        Lease lease = await Lease.BeginAsync(_backend, _epochs, _options, cancellationToken).ConfigureAwait(false);
        try
        {
            await _enter(lease.Epoch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await EndAsync(lease).ConfigureAwait(false);
            throw;
        }

        HeldLease held = new(lease);
        _held.Add(held);
        NoteOldest();
        StartShowingLife();
        return held;
    }

    private async Task<HeldLease> PinOldestAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            HeldLease oldest = _held[0];
            oldest.PinCount++;
            return oldest;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async ValueTask ReleaseAsync(HeldLease held)
    {
        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            held.PinCount--;
            if (held.PinCount == 0 && _held.Remove(held))
            {
                NoteOldest();
                await EndAsync(held.Lease).ConfigureAwait(false);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private void NoteOldest() => _condemnedBeforeOldest = (_held.FirstOrDefault()?.Lease.Epoch ?? EpochRecord.Start).Packs;

    private void StartShowingLife()
    {
        if (_options.Time is not null && _showingLife.IsCompleted && !_stop.IsCancellationRequested)
        {
            _showingLife = Task.Run(() => ShowLifeAsync(_options.Time));
        }
    }

    private async Task ShowLifeAsync(TimeProvider time)
    {
        using PeriodicTimer timer = new(LifeInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                await ShowLifeAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return; // the store is being closed
        }
    }

    private async Task ShowLifeAsync(CancellationToken cancellationToken)
    {
        HeldLease[] held;
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            held = [.. _held];
        }
        finally
        {
            _oneAtATime.Release();
        }

        foreach (HeldLease each in held)
        {
            try
            {
                if ((await _epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false)).Epoch != each.Lease.Epoch.Epoch)
                {
                    await each.Lease.ShowLifeAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (LeaseRevokedException)
            {
                continue; // the lease remembers, and tells whoever commits
            }
            catch (ChunkStoreException)
            {
                continue; // the next turn tries again; a backend that stays away costs the lease, and that is safe
            }
        }
    }

    private sealed class HeldLease(Lease lease)
    {
        internal Lease Lease { get; } = lease;

        internal int PinCount { get; set; }
    }
}
