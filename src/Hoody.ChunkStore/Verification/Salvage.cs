using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.ChunkStore.Writing;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Verification;

/// <summary>Takes a damaged pack out of use: copies what is undamaged and usable nowhere else to a new pack, and quarantines the old one.</summary>
/// <remarks>
/// In this order, so that who sees the quarantine finds the copies. Under a pin, so that a collector which takes the copies for the ones that are too many
/// decides about them only after the quarantine.
/// </remarks>
internal sealed class Salvage(IStorageBackend backend, BlobIndex index, IndexLoader loader, LeaseKeeper leases, BlobStoreOptions options)
{
    private const int MaxAttempts = 3;

    /// <param name="pack">The damaged pack.</param>
    /// <param name="directory">Its directory; null when that cannot be read.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="damaged">Its damaged records by offset; those that turn out damaged now are added.</param>
    /// <param name="cancellationToken">Cancels it; then nothing is quarantined.</param>
    /// <returns>How many blobs were copied.</returns>
    internal async Task<int> RunAsync(
        Blake3Digest pack, PackDirectory? directory, string reason, List<PackScan.Damage> damaged, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(pack, directory, reason, damaged, cancellationToken).ConfigureAwait(false);
            }
            catch (LeaseRevokedException) when (attempt < MaxAttempts)
            {
                await loader.RefreshAsync(cancellationToken).ConfigureAwait(false); // the copies may have been collected
            }
        }
    }

    private async Task<int> RunOnceAsync(
        Blake3Digest pack, PackDirectory? directory, string reason, List<PackScan.Damage> damaged, CancellationToken cancellationToken)
    {
        StorePin pin = await leases.PinAsync(cancellationToken).ConfigureAwait(false);
        await using (pin.ConfigureAwait(false))
        {
            IAsyncEnumerable<ReadOnlyMemory<byte>> records = directory is null
                ? new RecordScan(backend, PackName.Of(pack)).FindAsync(cancellationToken)
                : ReadAsync(directory, damaged, cancellationToken);
            int count = await CopyAsync(pack, records, cancellationToken).ConfigureAwait(false);
            await loader.QuarantineAsync(new QuarantineRecord(pack, reason), cancellationToken).ConfigureAwait(false);
            await pin.RequireInForceAsync(cancellationToken).ConfigureAwait(false); // another pin may be revoked, and be held all the same
            return count;
        }
    }

    private async Task<int> CopyAsync(Blake3Digest pack, IAsyncEnumerable<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        HashSet<BlobId> copied = [];
        using PackFiller copies = new(new PackWriter(backend, index, options), options);
        await foreach (ReadOnlyMemory<byte> record in records.ConfigureAwait(false))
        {
            PackRecordHeader header = PackRecordHeader.Read(record.Span, PackName.Of(pack));
            if (!index.IsUsableBeside(pack, header.Entry.Id) && copied.Add(header.Entry.Id))
            {
                await copies.AddAsync(header, record[PackRecordHeader.Size..], cancellationToken).ConfigureAwait(false);
            }
        }

        await copies.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return copied.Count;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        PackDirectory directory, List<PackScan.Damage> damaged, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<int> damagedOffsets = [.. damaged.Select(found => found.Location.Offset)];
        foreach (LocatedBlob blob in PackScan.Locate(directory))
        {
            if (!index.IsUsableBeside(directory.Id, blob.Id))
            {
                PackEntry entry = directory.Entries[blob.Index];
                PooledBytes? own = damagedOffsets.Contains(blob.Location.Offset)
                    ? null : await TryReadAsync(blob, entry, damaged, cancellationToken).ConfigureAwait(false);
                using PooledBytes? record = own ?? await TryReadBesideAsync(directory.Id, entry, cancellationToken).ConfigureAwait(false);
                if (record is not null)
                {
                    yield return record.Memory;
                }
            }
        }
    }

    private async ValueTask<PooledBytes?> TryReadAsync(
        LocatedBlob blob, PackEntry entry, List<PackScan.Damage> damaged, CancellationToken cancellationToken)
    {
        string reason = "";
        for (int attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                return await PackReader.ReadRecordAsync(backend, blob.PackId, blob.Location, entry, cancellationToken).ConfigureAwait(false);
            }
            catch (CorruptDataException exception)
            {
                reason = exception.Detail;
            }
            catch (BackendException exception) when (exception is { IsOfDevice: true } and not ObjectNotFoundException)
            {
                reason = exception.Message;
            }
        }

        damaged.Add(new PackScan.Damage(entry, blob.Location, reason));
        return null;
    }

    // In a pack that is in quarantine for other blobs, or condemned, there may be an undamaged copy.
    private async ValueTask<PooledBytes?> TryReadBesideAsync(Blake3Digest pack, PackEntry entry, CancellationToken cancellationToken)
    {
        HashSet<Blake3Digest> tried = [pack];
        while (index.TryGetBeside(tried, entry.Id, out Blake3Digest other, out PackEntryLocation location))
        {
            try
            {
                return await PackReader.ReadRecordAsync(backend, other, location, entry, cancellationToken).ConfigureAwait(false);
            }
            catch (ChunkStoreException exception) when (exception is CorruptDataException or BackendException { IsOfDevice: true })
            {
                tried.Add(other);
            }
        }

        return null;
    }
}
