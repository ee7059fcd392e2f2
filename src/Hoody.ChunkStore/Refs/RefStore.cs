using System.Buffers;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Telemetry;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Refs;

/// <summary>The refs of a store: names that point to snapshots, and the only thing in it that changes in place.</summary>
/// <remarks>
/// Each change creates the next generation of the ref; the highest is its value, and whoever creates it first has won. No change is lost, and a
/// damaged newest generation is an error, never the one before it. A name is segments of 1 to 255 letters, digits, <c>.</c>, <c>_</c> and
/// <c>-</c>, joined by <c>/</c>, 512 characters at most. Thread-safe. Specification: FORMAT.md, "Refs".
/// </remarks>
public sealed class RefStore
{
    private readonly IStorageBackend _backend;
    private readonly LeaseKeeper _leases;
    private readonly Func<BlobId, IReadOnlySet<Blake3Digest>, CancellationToken, ValueTask> _requirePresent;

    internal RefStore(IStorageBackend backend, LeaseKeeper leases, Func<BlobId, IReadOnlySet<Blake3Digest>, CancellationToken, ValueTask> requirePresent)
    {
        _backend = backend;
        _leases = leases;
        _requirePresent = requirePresent;
    }

    /// <summary>The ref's value; null when it never existed or was deleted.</summary>
    /// <exception cref="ArgumentException">Not a ref name.</exception>
    /// <exception cref="CorruptDataException">The newest generation is damaged.</exception>
    public async Task<RefValue?> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        RefName.Validate(name);
        RefRecord? newest = await RefRecord.ReadNewestAsync(_backend, name, cancellationToken).ConfigureAwait(false);
        return newest?.Value;
    }

    /// <summary>Points the ref to <paramref name="target"/>, if it still is what the caller last saw. Durable on return.</summary>
    /// <param name="name">The ref's name.</param>
    /// <param name="target">
    /// A blob that was put, with all it refers to, under a <see cref="StorePin"/> that is still held, or that a ref read under one points to.
    /// </param>
    /// <param name="expectedGeneration">The <see cref="RefValue.Generation"/> last seen; 0 when the ref must not exist.</param>
    /// <param name="cancellationToken">Cancels before the change, not after it.</param>
    /// <exception cref="ArgumentException">Not a ref name, or a negative generation.</exception>
    /// <exception cref="BlobNotFoundException">The store does not hold <paramref name="target"/>.</exception>
    /// <exception cref="RefConflictException">The ref is something else by now.</exception>
    /// <exception cref="LeaseRevokedException">A collector took this process for dead, and may have collected the target.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    /// <exception cref="CorruptDataException">The newest generation is damaged.</exception>
    /// <exception cref="BackendException">
    /// The backend failed. The change may have been made, or be made by a later collection, if it had been announced by then; the next change of the ref settles it.
    /// </exception>
    public async Task<RefValue> UpdateAsync(
        string name, BlobId target, long expectedGeneration, CancellationToken cancellationToken = default)
    {
        RefName.Validate(name);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedGeneration);
        RefRecord created = await Commits.RunAsync(
            ActivityNames.UpdateRef, Commits.Ref, () => ChangeAsync(name, target, expectedGeneration, cancellationToken)).ConfigureAwait(false);
        return new RefValue(name, created.Generation, target);
    }

    /// <summary>Deletes the ref, if it still is what the caller last saw. Durable on return.</summary>
    /// <param name="name">The ref's name.</param>
    /// <param name="expectedGeneration">The <see cref="RefValue.Generation"/> last seen, 1 or more.</param>
    /// <param name="cancellationToken">Cancels before the change, not after it.</param>
    /// <exception cref="ArgumentException">Not a ref name, or a generation below 1.</exception>
    /// <exception cref="RefConflictException">The ref is something else by now.</exception>
    /// <exception cref="LeaseRevokedException">A collector took this process for dead.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    /// <exception cref="CorruptDataException">The newest generation is damaged.</exception>
    /// <exception cref="BackendException">
    /// The backend failed. The change may have been made, or be made by a later collection, if it had been announced by then; the next change of the ref settles it.
    /// </exception>
    public async Task DeleteAsync(string name, long expectedGeneration, CancellationToken cancellationToken = default)
    {
        RefName.Validate(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expectedGeneration);
        await Commits.RunAsync(
            ActivityNames.DeleteRef, Commits.Ref, () => ChangeAsync(name, target: null, expectedGeneration, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>What the ref was, from its oldest generation that is still there to its newest; moments when it was deleted are left out.</summary>
    /// <param name="name">The ref's name.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <remarks>A collection removes what is not the newest, and what only it refers to: values of the past are for looking at.</remarks>
    /// <exception cref="ArgumentException">Not a ref name.</exception>
    /// <exception cref="CorruptDataException">A generation is damaged.</exception>
    public IAsyncEnumerable<RefValue> ListHistoryAsync(string name, CancellationToken cancellationToken = default)
    {
        RefName.Validate(name);
        return ListHistoryCoreAsync(name, cancellationToken);
    }

    /// <summary>The refs whose names begin with <paramref name="prefix"/>, in ordinal order of their names; deleted ones are left out.</summary>
    /// <param name="prefix">The beginning of a name, cut anywhere; empty for all refs.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="ArgumentException">No ref name begins like that.</exception>
    /// <exception cref="CorruptDataException">A newest generation is damaged; the message names its ref.</exception>
    public IAsyncEnumerable<RefValue> ListAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        RefName.ValidatePrefix(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    private async Task<RefRecord> ChangeAsync(string name, BlobId? target, long expectedGeneration, CancellationToken cancellationToken)
    {
        StorePin pin = await _leases.PinAsync(cancellationToken).ConfigureAwait(false);
        await using (pin.ConfigureAwait(false))
        {
            if (target is { } id)
            {
                await _requirePresent(id, _leases.CondemnedBeforeOldest, cancellationToken).ConfigureAwait(false);
            }

            return await CreateNextAsync(name, target, expectedGeneration, cancellationToken).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<RefValue> ListHistoryCoreAsync(
        string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredObject found in _backend.ListAsync(RefName.GenerationsOf(name), cancellationToken).ConfigureAwait(false))
        {
            long generation = RefName.Parse(found.Name).Generation;
            RefRecord? record = await RefRecord.TryReadAsync(_backend, name, generation, cancellationToken).ConfigureAwait(false);
            if (record?.Value is { } value)
            {
                yield return value;
            }
        }
    }

    private async IAsyncEnumerable<RefValue> ListCoreAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SortedDictionary<string, long> newest = new(StringComparer.Ordinal);
        await foreach (StoredObject found in _backend.ListAsync(RefName.Prefix + prefix, cancellationToken).ConfigureAwait(false))
        {
            (string name, long generation) = RefName.Parse(found.Name);
            if (name.StartsWith(prefix, StringComparison.Ordinal)) // not so for "a/", which the generations of "a" begin with
            {
                newest[name] = generation; // listed in order: the last one counts
            }
        }

        foreach ((string name, long generation) in newest)
        {
            RefRecord? record = await RefRecord.TryReadAsync(_backend, name, generation, cancellationToken).ConfigureAwait(false)
                ?? await RefRecord.ReadNewestAsync(_backend, name, cancellationToken).ConfigureAwait(false);
            if (record?.Value is { } value)
            {
                yield return value;
            }
        }
    }

    private async Task<RefRecord> CreateNextAsync(
        string name, BlobId? target, long expectedGeneration, CancellationToken cancellationToken)
    {
        RefRecord? newest = await RefRecord.ReadNewestAsync(_backend, name, cancellationToken).ConfigureAwait(false);
        if ((newest?.Value?.Generation ?? 0) != expectedGeneration)
        {
            throw new RefConflictException(name, expectedGeneration, newest?.Value);
        }

        // A deleted ref counts on from its last generation, so that a late writer of an older one cannot bring it back.
        RefRecord next = new(name, (newest?.Generation ?? 0) + 1, target);
        if (!RefName.IsGeneration(next.Generation))
        {
            throw new CorruptDataException($"Ref '{name}'", $"no generation can follow {newest?.Generation}, which no count of changes has reached");
        }

        LeaseCommit commit = new(name, next.Generation, target);
        if (!await _leases.CommitAsync(commit, () => TryCreateAsync(next), cancellationToken).ConfigureAwait(false))
        {
            newest = await RefRecord.ReadNewestAsync(_backend, name, cancellationToken).ConfigureAwait(false);
            throw new RefConflictException(name, expectedGeneration, newest?.Value);
        }

        return next;
    }

    // Not to be cancelled: the lease's log says already that it is being done.
    private async Task<bool> TryCreateAsync(RefRecord record) =>
        await _backend.CreateIfAbsentAsync(
            RefName.ObjectOf(record.Name, record.Generation),
            new ReadOnlySequence<byte>(record.Encode()),
            CancellationToken.None).ConfigureAwait(false);
}
