using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Verification;

/// <summary>Finds the records of a pack whose directory cannot be read: one after another, and behind a damaged place by their magic.</summary>
internal sealed class RecordScan(IStorageBackend backend, string pack)
{
    // No more than a sector: one that cannot be read hides no header beside it.
    private const int WindowLength = 4096;

    // Bytes that look like a header and are none are rare, unless somebody has made them, to keep us reading.
    private const int MaxFailures = 4096;

    private readonly byte[] _window = new byte[WindowLength];

    /// <summary>The undamaged records, each as it is stored; valid until the next one is asked for.</summary>
    internal async IAsyncEnumerable<ReadOnlyMemory<byte>> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int failures = 0;
        for (long offset = 0; offset < PackFooter.MaxPackLength && failures < MaxFailures;)
        {
            // Twice, since the first time it may have been the way from the disk to here.
            using PooledBytes? record = await TryReadAsync((int)offset, cancellationToken).ConfigureAwait(false)
                ?? await TryReadAsync((int)offset, cancellationToken).ConfigureAwait(false);
            if (record is not null)
            {
                yield return record.Memory;
                offset += record.Memory.Length;
            }
            else if (await FindMagicAsync(offset + 1, cancellationToken).ConfigureAwait(false) is { } next)
            {
                offset = next;
                failures++;
            }
            else
            {
                yield break;
            }
        }
    }

    private async ValueTask<PooledBytes?> TryReadAsync(int offset, CancellationToken cancellationToken)
    {
        int? count = await TryReadAsync(offset, _window.AsMemory(0, PackRecordHeader.Size), cancellationToken).ConfigureAwait(false);
        if (count is not PackRecordHeader.Size)
        {
            return null;
        }

        PooledBytes? record = null;
        try
        {
            PackEntry entry = PackRecordHeader.Read(_window, pack).Entry;
            PackEntryLocation location = new(offset, entry.StoredLength);
            record = new PooledBytes(location.RecordLength);
            count = await TryReadAsync(offset, record.Memory, cancellationToken).ConfigureAwait(false);
            PackRecord.Decode(record.Memory.Span[..(count ?? 0)], location, entry.Id, entry.Kind, pack).Dispose();
            return record;
        }
        catch (CorruptDataException)
        {
            record?.Dispose();
            return null;
        }
        catch
        {
            record?.Dispose();
            throw;
        }
    }

    private async ValueTask<long?> FindMagicAsync(long offset, CancellationToken cancellationToken)
    {
        int overlap = PackRecordHeader.Magic.Length - 1;
        while (offset < PackFooter.MaxPackLength)
        {
            int count = await ReadWindowAsync(offset, cancellationToken).ConfigureAwait(false);
            int found = _window.AsSpan(0, count).IndexOf(PackRecordHeader.Magic);
            if (found >= 0)
            {
                return offset + found;
            }

            if (count < WindowLength)
            {
                return null;
            }

            offset += WindowLength - overlap;
        }

        return null;
    }

    // What the disk cannot read is zeros here, which are no record: the search goes on behind them.
    private async ValueTask<int> ReadWindowAsync(long offset, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < 2; attempt++)
        {
            if (await TryReadAsync(offset, _window, cancellationToken).ConfigureAwait(false) is { } count)
            {
                return count;
            }
        }

        _window.AsSpan().Clear();
        return WindowLength;
    }

    /// <returns>The count of bytes; null when the disk cannot read them.</returns>
    private async ValueTask<int?> TryReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            return await backend.ReadAsync(pack, offset, destination, cancellationToken).ConfigureAwait(false);
        }
        catch (BackendException exception) when (exception is { IsOfDevice: true } and not ObjectNotFoundException)
        {
            return null;
        }
    }
}
