using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore.Collection;

/// <summary>What a collector does with the leases of all processes: reads, revokes and clears them away.</summary>
internal sealed class LeaseSurvey(IStorageBackend backend)
{
    /// <summary>The logs that mean something; those without their first record are what is left of leases that ended.</summary>
    /// <exception cref="CorruptDataException">A record other than a first one is damaged: it may have named a root.</exception>
    internal async Task<List<LeaseLogView>> ReadAsync(CancellationToken cancellationToken)
    {
        List<LeaseLogView> logs = [];
        foreach ((Guid lease, List<int> numbers) in await ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await TryReadAsync(lease, numbers, cancellationToken).ConfigureAwait(false) is { } log)
            {
                logs.Add(log);
            }
        }

        return logs;
    }

    /// <summary>Ends a lease from outside. Its holder cannot commit any more; what it committed before is in the log that is returned.</summary>
    /// <returns>Null when the holder ended it first.</returns>
    internal async Task<LeaseLogView?> RevokeAsync(LeaseLogView log, CancellationToken cancellationToken)
    {
        for (int number = log.LastNumber + 1; number <= LeaseName.MaxNumber; number++)
        {
            ReadOnlySequence<byte> content = new(new LeaseRecord(log.Lease, number, LeaseEvent.Revoked).Encode());
            string name = LeaseName.Of(log.Lease, number);
            if (await backend.CreateIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false)
                || await IsRevocationAsync(log.Lease, number, cancellationToken).ConfigureAwait(false))
            {
                return await TryReadAsync(log.Lease, Enumerable.Range(1, number), number, cancellationToken).ConfigureAwait(false);
            }
        }

        throw new CorruptDataException($"Lease {log.Lease:N}", $"record {log.LastNumber} leaves no number for another; move its log out of the store");
    }

    /// <summary>Finishes what revoked leases had decided, and deletes their logs and what is left of others, from the front.</summary>
    internal async Task ClearAsync(CancellationToken cancellationToken)
    {
        HashSet<Guid> revoked = [];
        foreach ((Guid lease, List<int> numbers) in await ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!await HasBegunAsync(lease, cancellationToken).ConfigureAwait(false))
            {
                await DeleteAsync(lease, numbers, cancellationToken).ConfigureAwait(false);
            }
            else if (await TryReadAsync(lease, numbers, cancellationToken).ConfigureAwait(false) is { IsRevoked: true })
            {
                revoked.Add(lease);
            }
        }

        // The listing may have missed what was created during it, even the first record, and have seen the revocation. One that begins now sees the
        // whole log: deleted in part, it would lose a commit, or the revocation alone.
        foreach ((Guid lease, List<int> numbers) in revoked.Count > 0 ? await ListAsync(cancellationToken).ConfigureAwait(false) : [])
        {
            if (revoked.Contains(lease) && await TryReadAsync(lease, numbers, cancellationToken).ConfigureAwait(false) is { } log)
            {
                foreach (LeaseCommit commit in log.Commits)
                {
                    await FinishAsync(commit, cancellationToken).ConfigureAwait(false);
                }

                await DeleteAsync(lease, numbers, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task DeleteAsync(Guid lease, List<int> numbers, CancellationToken cancellationToken)
    {
        foreach (int number in numbers)
        {
            await backend.DeleteAsync(LeaseName.Of(lease, number), cancellationToken).ConfigureAwait(false);
        }
    }

    // The decision was taken when the commit was written. Made now, the change cannot be made later, by a holder that wakes up again,
    // when what it points to is no root any more.
    private async Task FinishAsync(LeaseCommit commit, CancellationToken cancellationToken)
    {
        long newest = 0;
        await foreach (StoredObject found in backend.ListAsync(RefName.GenerationsOf(commit.RefName), cancellationToken).ConfigureAwait(false))
        {
            newest = RefName.Parse(found.Name).Generation;
        }

        if (newest < commit.Generation)
        {
            RefRecord record = new(commit.RefName, commit.Generation, commit.Target);
            await backend.CreateIfAbsentAsync(
                RefName.ObjectOf(record.Name, record.Generation), new ReadOnlySequence<byte>(record.Encode()), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task<SortedDictionary<Guid, List<int>>> ListAsync(CancellationToken cancellationToken)
    {
        SortedDictionary<Guid, List<int>> logs = [];
        await foreach (StoredObject found in backend.ListAsync(LeaseName.Prefix, cancellationToken).ConfigureAwait(false))
        {
            (Guid lease, int number) = LeaseName.Parse(found.Name);
            if (!logs.TryGetValue(lease, out List<int>? numbers))
            {
                logs.Add(lease, numbers = []);
            }

            numbers.Add(number);
        }

        return logs;
    }

    private Task<LeaseLogView?> TryReadAsync(Guid lease, List<int> numbers, CancellationToken cancellationToken) =>
        TryReadAsync(lease, numbers.Where(number => number > 0), numbers[^1], cancellationToken);

    private async Task<LeaseLogView?> TryReadAsync(Guid lease, IEnumerable<int> numbers, int last, CancellationToken cancellationToken)
    {
        // The listing may have missed the first record, if it was created meanwhile: so it is asked for by name.
        if (!await HasBegunAsync(lease, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        long epoch = 0;
        bool isRevoked = false;
        List<LeaseCommit> commits = [];
        try
        {
            epoch = await ReadEpochAsync(lease, cancellationToken).ConfigureAwait(false);
            foreach (int number in numbers)
            {
                LeaseRecord record = await LeaseRecord.ReadAsync(backend, lease, number, cancellationToken).ConfigureAwait(false);
                isRevoked |= record.Event == LeaseEvent.Revoked;
                if (record.Event == LeaseEvent.Commit)
                {
                    commits.Add(record.Commit);
                }
            }
        }
        catch (ObjectNotFoundException)
        {
            return null; // it ended while it was read: its refs are there
        }

        return new LeaseLogView(lease, epoch, last, isRevoked, commits);
    }

    private async ValueTask<long> ReadEpochAsync(Guid lease, CancellationToken cancellationToken)
    {
        try
        {
            return (await LeaseRecord.ReadAsync(backend, lease, 0, cancellationToken).ConfigureAwait(false)).Epoch;
        }
        catch (CorruptDataException)
        {
            return 0; // older than everything: it is waited for, and revoked when it is silent
        }
    }

    private async ValueTask<bool> HasBegunAsync(Guid lease, CancellationToken cancellationToken) =>
        await backend.GetLengthAsync(LeaseName.Of(lease, 0), cancellationToken).ConfigureAwait(false) is not null;

    private async ValueTask<bool> IsRevocationAsync(Guid lease, int number, CancellationToken cancellationToken)
    {
        try
        {
            return (await LeaseRecord.ReadAsync(backend, lease, number, cancellationToken).ConfigureAwait(false)).Event == LeaseEvent.Revoked;
        }
        catch (ObjectNotFoundException)
        {
            return false;
        }
    }
}
