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
    private readonly IStorageBackend _backend;
    private readonly EpochLog _epochs;
    private readonly Func<EpochRecord, CancellationToken, Task> _enter;
    private readonly BlobStoreOptions _options;
    private readonly LeaseLife? _life;
    private volatile IReadOnlySet<Blake3Digest> _condemnedBeforeOldest = EpochRecord.Start.Packs;
    private volatile IReadOnlyList<Lease> _leases = [];
    private volatile bool _isClosed;

    /// <param name="backend">Where leases are written.</param>
    /// <param name="epochs">The steps of the collectors.</param>
    /// <param name="enter">Makes this process see the store as it is at an epoch; called before anything is looked up under a new lease.</param>
    /// <param name="options">The rules, the time that says when to show life, and where ids come from.</param>
    internal LeaseKeeper(
        IStorageBackend backend, EpochLog epochs, Func<EpochRecord, CancellationToken, Task> enter, BlobStoreOptions options)
    {
        (_backend, _epochs, _enter, _options) = (backend, epochs, enter, options);
        _life = options.Time is null ? null : new LeaseLife(epochs, () => _leases, options.Time);
    }

    /// <summary>The packs that count as absent for all pins, also for those whose work began before the newest condemnation.</summary>
    internal IReadOnlySet<Blake3Digest> CondemnedBeforeOldest => _condemnedBeforeOldest;

    internal async Task<StorePin> PinAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfClosed();
            if (!_options.Rules.WorkTakesLeases)
            {
                EpochRecord newest = await _epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
                await _enter(newest, cancellationToken).ConfigureAwait(false);
                return new StorePin(newest.Epoch, _ => Task.CompletedTask, () => ValueTask.CompletedTask);
            }

            HeldLease held = await FindOrBeginAsync(cancellationToken).ConfigureAwait(false);
            held.PinCount++;
            NoteHeld();
            return new StorePin(held.Lease.Epoch.Epoch, held.Lease.RequireInForceAsync, () => ReleaseAsync(held, pinCount: 1));
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
            ThrowIfClosed();
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

        HeldLease oldest = await TryUseOldestAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("A change of a ref is made without a pin.");
        try
        {
            return await oldest.Lease.CommitAsync(commit, change, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ReleaseAsync(oldest, useCount: 1).ConfigureAwait(false);
        }
    }

    /// <summary>Makes sure that nothing which pins of this process protect, if it holds any, was taken from under them.</summary>
    /// <exception cref="LeaseRevokedException">A collector revoked their lease.</exception>
    internal async Task RequireInForceAsync(CancellationToken cancellationToken)
    {
        if (await TryUseOldestAsync(cancellationToken).ConfigureAwait(false) is not { } oldest)
        {
            return;
        }

        try
        {
            await oldest.Lease.RequireInForceAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ReleaseAsync(oldest, useCount: 1).ConfigureAwait(false);
        }
    }

    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    internal void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_isClosed, typeof(BlobStore));

    /// <summary>Ends all leases. From now on there are none: what is under way changes no ref any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        if (_life is not null)
        {
            await _life.DisposeAsync().ConfigureAwait(false);
        }

        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            foreach (HeldLease held in _held)
            {
                await held.Lease.TryEndAsync().ConfigureAwait(false);
            }

            _held.Clear();
        }
        finally
        {
            _oneAtATime.Release();
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
            await lease.TryEndAsync().ConfigureAwait(false);
            throw;
        }

        HeldLease held = new(lease);
        _held.Add(held);
        _life?.Start();
        return held;
    }

    // Not one that only goes on until a change is made: changes that overlap would keep it, and a collector that waits for it, for ever.
    private async Task<HeldLease?> TryUseOldestAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfClosed();
            HeldLease? oldest = _held.Find(held => held.PinCount > 0);
            oldest?.UseCount += 1;
            return oldest;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async ValueTask ReleaseAsync(HeldLease held, int pinCount = 0, int useCount = 0)
    {
        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            held.PinCount -= pinCount;
            held.UseCount -= useCount;
            bool isOver = held is { PinCount: 0, UseCount: 0 } && _held.Remove(held);
            NoteHeld();
            if (isOver)
            {
                await held.Lease.TryEndAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    // For those who ask without waiting: to take a lease may take long, and meanwhile the others have to show life.
    private void NoteHeld()
    {
        _leases = [.. _held.Select(held => held.Lease)];
        _condemnedBeforeOldest = (_held.FirstOrDefault(held => held.PinCount > 0)?.Lease.Epoch ?? EpochRecord.Start).Packs;
    }

    private sealed class HeldLease(Lease lease)
    {
        internal Lease Lease { get; } = lease;

        internal int PinCount { get; set; }

        /// <summary>Changes of refs that are being made under it; pins may have been released since they began.</summary>
        internal int UseCount { get; set; }
    }
}
