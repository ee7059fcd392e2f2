using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Closures;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Verification;

/// <summary>Reads every small object: what is damaged, or does not belong where it is, is named. What is only a hint is deleted then, so that the next collection makes it anew.</summary>
internal sealed class ObjectScan(IStorageBackend backend, EpochLog epochs, bool isReadOnly)
{
    private readonly List<DamagedObject> _damaged = [];

    internal async Task<List<DamagedObject>> FindDamageAsync(CancellationToken cancellationToken)
    {
        if (await backend.GetLengthAsync(StoreFormat.ObjectName, cancellationToken).ConfigureAwait(false) is null)
        {
            _damaged.Add(new DamagedObject(StoreFormat.ObjectName, "it is gone: whoever has not opened the store yet cannot open it any more"));
        }

        await ReadAllAsync(StoreFormat.ObjectName, async _ => await StoreFormat.ReadAsync(backend, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        await ReadAllAsync(EpochRecord.Prefix, ReadEpochAsync, cancellationToken).ConfigureAwait(false);
        await ReadAllAsync(LeaseName.Prefix, ReadLeaseAsync, cancellationToken).ConfigureAwait(false);
        await ReadAllAsync(RefName.Prefix, ReadRefAsync, cancellationToken).ConfigureAwait(false);
        await ReadAllAsync(QuarantineRecord.Prefix, ReadQuarantineAsync, cancellationToken).ConfigureAwait(false);
        await ReadAllAsync(VerificationTable.Prefix, ReadTableAsync, cancellationToken).ConfigureAwait(false);
        await ReadAllAsync(ClosureTable.Prefix, ReadClosuresAsync, cancellationToken).ConfigureAwait(false);
        await ReadAllAsync(PackReferences.ObjectPrefix, VerifyReferencesAsync, cancellationToken).ConfigureAwait(false);
        return _damaged;

        async Task ReadEpochAsync(string name) => await epochs.ReadAsync(EpochRecord.ParseName(name), cancellationToken).ConfigureAwait(false);

        async Task ReadLeaseAsync(string name)
        {
            (Guid lease, int number) = LeaseName.Parse(name);
            await LeaseRecord.ReadAsync(backend, lease, number, cancellationToken).ConfigureAwait(false);
        }

        async Task ReadRefAsync(string name)
        {
            (string refName, long generation) = RefName.Parse(name);
            await RefRecord.TryReadAsync(backend, refName, generation, cancellationToken).ConfigureAwait(false);
        }

        async Task ReadQuarantineAsync(string name)
        {
            RequireOwn(QuarantineRecord.TryParseName(name, out Blake3Digest pack), name);
            await QuarantineRecord.ReadAsync(backend, pack, cancellationToken).ConfigureAwait(false);
        }

        async Task ReadTableAsync(string name)
        {
            RequireOwn(VerificationTable.SeriesIn(backend).TryParseName(name, out long number), name);
            await VerificationLog.ReadAsync(backend, number, cancellationToken).ConfigureAwait(false);
        }

        async Task ReadClosuresAsync(string name)
        {
            RequireOwn(ClosureTable.SeriesIn(backend).TryParseName(name, out long number), name);
            await ClosureLog.ReadAsync(backend, number, cancellationToken).ConfigureAwait(false);
        }

        async Task VerifyReferencesAsync(string name)
        {
            RequireOwn(PackReferences.TryParseName(name, out Blake3Digest pack), name);
            await ReferenceHints.VerifyAsync(backend, pack, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void RequireOwn(bool isName, string name)
    {
        if (!isName)
        {
            throw new CorruptDataException($"Object '{name}'", "nothing in a store has that name");
        }
    }

    private async Task ReadAllAsync(string prefix, Func<string, Task> read, CancellationToken cancellationToken)
    {
        await foreach (StoredObject found in backend.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            // Wrong twice, or it may have been the way from the disk to here.
            if (await FindFaultAsync(found.Name, read).ConfigureAwait(false) is not null
                && await FindFaultAsync(found.Name, read).ConfigureAwait(false) is { } fault)
            {
                if (_damaged.Count < VerificationReport.MaxListed)
                {
                    _damaged.Add(new DamagedObject(found.Name, fault.Message));
                }

                // What a later version wrote is its own to delete.
                if (!isReadOnly && fault is CorruptDataException && PackReferences.TryParseName(found.Name, out _))
                {
                    await backend.DeleteAsync(found.Name, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private static async ValueTask<ChunkStoreException?> FindFaultAsync(string name, Func<string, Task> read)
    {
        try
        {
            await read(name).ConfigureAwait(false);
            return null;
        }
        catch (ObjectNotFoundException)
        {
            return null; // deleted since it was listed
        }
        catch (ChunkStoreException exception) when (exception is not BackendException { IsOfDevice: false })
        {
            return exception;
        }
    }
}
