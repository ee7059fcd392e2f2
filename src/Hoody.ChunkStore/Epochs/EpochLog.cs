using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Epochs;

/// <summary>The steps of all collections, one after another, of which the last counts. Thread-safe.</summary>
/// <remarks>Of several collectors that want to take the next step exactly one does: that is all the agreement between them.</remarks>
internal sealed class EpochLog(IStorageBackend backend)
{
    // Older records tell nobody anything. A few stay, so that a listing which others overtake still ends at one of them.
    private const int KeptRecords = 16;

    // Records never change, so the last one read need not be read again.
    private volatile EpochRecord _last = EpochRecord.Start;

    /// <summary>How things stand.</summary>
    /// <exception cref="CorruptDataException">The newest record is damaged.</exception>
    internal async ValueTask<EpochRecord> ReadNewestAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            long epoch = await FindNewestAsync(cancellationToken).ConfigureAwait(false);
            EpochRecord last = _last;
            if (epoch == last.Epoch)
            {
                return last;
            }

            try
            {
                EpochRecord record = await ReadAsync(epoch, cancellationToken).ConfigureAwait(false);
                _last = record;
                return record;
            }
            catch (ObjectNotFoundException)
            {
                continue; // trimmed since it was listed: there is a newer one
            }
        }
    }

    /// <summary>Takes the next step; false when another collector took it, or a later one.</summary>
    /// <exception cref="CorruptDataException">The step before it has the last number there is.</exception>
    internal async ValueTask<bool> TryPublishAsync(EpochRecord record, CancellationToken cancellationToken)
    {
        if (record.Epoch == long.MaxValue)
        {
            string last = EpochRecord.NameOf(record.Epoch - 1);
            throw new CorruptDataException($"Object '{last}'", "no epoch can follow it, and no count of collections has reached it");
        }

        ReadOnlySequence<byte> content = new(record.Encode());
        bool isCreated = await backend
            .CreateIfAbsentAsync(EpochRecord.NameOf(record.Epoch), content, cancellationToken).ConfigureAwait(false);

        // The name may be free because it was trimmed: then this collector slept through later epochs, and its step means nothing.
        return isCreated && await FindNewestAsync(cancellationToken).ConfigureAwait(false) == record.Epoch;
    }

    /// <summary>Deletes old records, the oldest first.</summary>
    internal async Task TrimAsync(CancellationToken cancellationToken)
    {
        List<string> names = await backend.ListAsync(EpochRecord.Prefix, cancellationToken)
            .Select(found => found.Name).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (string name in names.SkipLast(KeptRecords))
        {
            await backend.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<long> FindNewestAsync(CancellationToken cancellationToken)
    {
        long epoch = 0;
        await foreach (StoredObject found in backend.ListAsync(EpochRecord.Prefix, cancellationToken).ConfigureAwait(false))
        {
            epoch = EpochRecord.ParseName(found.Name);
        }

        return epoch;
    }

    /// <exception cref="ObjectNotFoundException">There is no such record, or none any more.</exception>
    /// <exception cref="CorruptDataException">It is damaged.</exception>
    internal async ValueTask<EpochRecord> ReadAsync(long epoch, CancellationToken cancellationToken)
    {
        string name = EpochRecord.NameOf(epoch);
        long length = await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(name);
        if (length > EpochRecord.MaxLengthBytes)
        {
            throw new CorruptDataException($"Epoch {epoch} ('{name}')", $"it has {length} bytes, and none has more than {EpochRecord.MaxLengthBytes}");
        }

        byte[] content = new byte[length];
        int count = await backend.ReadAsync(name, 0, content, cancellationToken).ConfigureAwait(false);
        return EpochRecord.Decode(content.AsSpan(0, count), epoch);
    }
}
