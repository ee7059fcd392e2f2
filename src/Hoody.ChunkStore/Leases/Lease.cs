using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Epochs;

namespace Hoody.ChunkStore.Leases;

/// <summary>A lease that this process holds: while its log says so, nothing that was condemned after it began is deleted. Thread-safe.</summary>
/// <remarks>
/// The log's records are numbered, and each is created once: by the holder, or by a collector that revokes. So a holder that could write its
/// commit was not revoked before. A log is deleted from the front: a record that appears in a log without its first one means nothing.
/// </remarks>
internal sealed class Lease : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly IStorageBackend _backend;
    private readonly Guid _id;
    private int _next = 1;
    private bool _isRevoked;
    private bool _isEnded;
    private int _doubtfulCount; // commits of which nobody knows whether they were announced, or their change was made, or still will be

    private Lease(IStorageBackend backend, Guid id, EpochRecord epoch) => (_backend, _id, Epoch) = (backend, id, epoch);

    /// <summary>How things stood when the lease began.</summary>
    internal EpochRecord Epoch { get; }

    /// <summary>Whether it is known to be revoked.</summary>
    internal bool IsRevoked => Volatile.Read(ref _isRevoked);

    internal static async Task<Lease> BeginAsync(
        IStorageBackend backend, EpochLog epochs, BlobStoreOptions options, CancellationToken cancellationToken)
    {
        EpochRecord epoch = await epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            Lease lease = new(backend, options.NewLeaseId(), epoch);
            try
            {
                await lease.CreateAsync(new LeaseRecord(lease._id, 0, LeaseEvent.Begin, epoch.Epoch), cancellationToken).ConfigureAwait(false);

                // A collector that moved on in between may have counted the leases before this one was there.
                epoch = await epochs.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await lease.TryEndAsync().ConfigureAwait(false); // or the next collection would wait for nobody
                throw;
            }

            if (epoch.Epoch == lease.Epoch.Epoch || !options.Rules.LeasesReadTheEpochAgain)
            {
                return lease;
            }

            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Says that a ref is about to be changed, changes it, and makes sure that the lease was in force while it did.</summary>
    /// <exception cref="LeaseRevokedException">It was not.</exception>
    internal async Task<T> CommitAsync<T>(LeaseCommit commit, Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfEnded();
            // Not to be cancelled half-way: a record that is there, and that the holder does not know of, it would take for a revocation.
            cancellationToken.ThrowIfCancellationRequested();
            // If it fails, or the change does, the log has to stay, whatever other changes come after it: a collector may have read what is announced.
            _doubtfulCount++;
            await AnnounceAsync(commit).ConfigureAwait(false);
            T result = await change().ConfigureAwait(false);
            await CheckInForceAsync().ConfigureAwait(false);
            _doubtfulCount--;
            return result;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <exception cref="LeaseRevokedException">The lease is revoked.</exception>
    internal async Task RequireInForceAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfEnded();
            await CheckInForceAsync().ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Tells a collector that waits that the holder lives, unless the lease has ended.</summary>
    /// <exception cref="LeaseRevokedException">Too late.</exception>
    internal async Task ShowLifeAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isEnded)
            {
                await AppendAsync(LeaseEvent.Alive, default, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Ends the lease; it stays behind when the backend fails: a collector that finds it without life revokes it.</summary>
    internal async ValueTask TryEndAsync()
    {
        try
        {
            await DisposeAsync().ConfigureAwait(false);
        }
        catch (BackendException)
        {
            return;
        }
    }

    /// <summary>Ends the lease: deletes its log, unless a collector still has to read it, because it revoked it or a commit is in doubt.</summary>
    public async ValueTask DisposeAsync()
    {
        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _isEnded = true;
            for (int number = 0; number < _next && !_isRevoked && _doubtfulCount == 0; number++)
            {
                await _backend.DeleteAsync(LeaseName.Of(_id, number), CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task AnnounceAsync(LeaseCommit commit)
    {
        try
        {
            await AppendAsync(LeaseEvent.Commit, commit, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreFullException)
        {
            _doubtfulCount--; // nothing was written; and on a full disk nobody could revoke what stays
            throw;
        }
    }

    private async Task AppendAsync(LeaseEvent what, LeaseCommit commit, CancellationToken cancellationToken)
    {
        ThrowIfRevoked(_isRevoked);
        LeaseRecord record = new(_id, _next, what, Commit: commit);
        while (!await CreateAsync(record, cancellationToken).ConfigureAwait(false)
            && await ReadOwnAsync(record.Number, cancellationToken).ConfigureAwait(false) != record)
        {
            record = record with { Number = ++_next }; // what is there is an earlier one, of which the holder was told that it failed
        }

        _next++;

        // The number may be free because the whole log is gone: after a revocation, and a collection that ended.
        ThrowIfRevoked(!await ExistsAsync(0, cancellationToken).ConfigureAwait(false));
    }

    // Created by a backend that had lost its first answer, or was told to have failed. Otherwise it is a revocation, or was one until the log was cleared away.
    private async Task<LeaseRecord?> ReadOwnAsync(int number, CancellationToken cancellationToken)
    {
        LeaseRecord? found = null;
        try
        {
            found = await LeaseRecord.ReadAsync(_backend, _id, number, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectNotFoundException)
        {
            ThrowIfRevoked(isRevoked: true);
        }

        ThrowIfRevoked(found is { Event: LeaseEvent.Revoked });
        return found;
    }

    private async Task CheckInForceAsync()
    {
        // In this order: a log is deleted from the front, so if its end is missing, the front tells whether there is a log at all.
        while (await ExistsAsync(_next, CancellationToken.None).ConfigureAwait(false))
        {
            await ReadOwnAsync(_next, CancellationToken.None).ConfigureAwait(false);
            _next++;
        }

        ThrowIfRevoked(!await ExistsAsync(0, CancellationToken.None).ConfigureAwait(false));
    }

    private async ValueTask<bool> CreateAsync(LeaseRecord record, CancellationToken cancellationToken) =>
        await _backend.CreateIfAbsentAsync(
            LeaseName.Of(_id, record.Number), new ReadOnlySequence<byte>(record.Encode()), cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> ExistsAsync(int number, CancellationToken cancellationToken) =>
        await _backend.GetLengthAsync(LeaseName.Of(_id, number), cancellationToken).ConfigureAwait(false) is not null;

    // By its holder, who closed the store: no collector took it for dead.
    private void ThrowIfEnded() => ObjectDisposedException.ThrowIf(_isEnded, typeof(BlobStore));

    private void ThrowIfRevoked(bool isRevoked)
    {
        _isRevoked |= isRevoked;
        if (_isRevoked)
        {
            throw new LeaseRevokedException(_id);
        }
    }
}
