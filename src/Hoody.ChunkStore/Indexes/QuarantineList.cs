using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>The packs that verification took out of use, and why. For one thread at a time.</summary>
internal sealed class QuarantineList(IStorageBackend backend)
{
    private Dictionary<Blake3Digest, QuarantineRecord> _records = [];

    internal IReadOnlyDictionary<Blake3Digest, QuarantineRecord> Records => _records;

    /// <summary>Sees what others did since the last time.</summary>
    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        Dictionary<Blake3Digest, QuarantineRecord> found = [];
        await foreach (StoredObject listed in backend.ListAsync(QuarantineRecord.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (QuarantineRecord.TryParseName(listed.Name, out Blake3Digest pack)
                && (_records.GetValueOrDefault(pack) ?? await TryReadAsync(pack, cancellationToken).ConfigureAwait(false)) is { } record)
            {
                found[pack] = record; // a backend may have listed it twice
            }
        }

        _records = found;
    }

    internal async Task AddAsync(QuarantineRecord record, CancellationToken cancellationToken)
    {
        string name = QuarantineRecord.NameOf(record.Pack);
        await backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(record.Encode()), cancellationToken).ConfigureAwait(false);
        _records.TryAdd(record.Pack, record);
    }

    /// <summary>Deletes the records of packs that are gone. No later pack has the name of one of them.</summary>
    internal async Task DeletePassedAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        foreach (Blake3Digest pack in _records.Keys)
        {
            if (await backend.GetLengthAsync(PackName.Of(pack), cancellationToken).ConfigureAwait(false) is null)
            {
                await backend.DeleteAsync(QuarantineRecord.NameOf(pack), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<QuarantineRecord?> TryReadAsync(Blake3Digest pack, CancellationToken cancellationToken)
    {
        try
        {
            return await QuarantineRecord.ReadAsync(backend, pack, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectNotFoundException)
        {
            return null; // deleted since it was listed, after its pack
        }
        catch (ChunkStoreException exception) when (exception is not BackendException { IsTransient: true })
        {
            return new QuarantineRecord(pack, exception.Message); // the name says what counts
        }
    }
}
