using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Sealing;

namespace Hoody.ChunkStore.Closures;

/// <summary>The tables of closures in a store, one after another, of which the last counts. A hint: without it more is read.</summary>
internal sealed class ClosureLog(IStorageBackend backend)
{
    // Others write theirs at the same time: whoever comes second takes the next number. Not for ever, for a hint.
    private const int MaxAttempts = 8;

    private readonly ObjectSeries _tables = ClosureTable.SeriesIn(backend);

    /// <summary>The newest table; an empty one when there is none, or none that can be read.</summary>
    internal async Task<ClosureTable> ReadNewestAsync(CancellationToken cancellationToken)
    {
        try
        {
            long newest = await FindNewestAsync(cancellationToken).ConfigureAwait(false);
            return newest == 0 ? ClosureTable.Empty : await ReadAsync(backend, newest, cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException exception) when (exception is not BackendException { IsOfDevice: false })
        {
            return ClosureTable.Empty; // a verification names it; one that is gone was followed by a newer one
        }
    }

    /// <summary>Writes the next table and deletes those before it; false when others were quicker each time.</summary>
    internal async Task<bool> TryWriteAsync(ClosureTable table, CancellationToken cancellationToken)
    {
        byte[] content = table.Encode();
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            long newest = await FindNewestAsync(cancellationToken).ConfigureAwait(false);
            if (await _tables.TryCreateAsync(newest + 1, content, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    /// <exception cref="ObjectNotFoundException">There is no such table, or none any more.</exception>
    /// <exception cref="CorruptDataException">It is damaged, or longer than any table.</exception>
    internal static async ValueTask<ClosureTable> ReadAsync(IStorageBackend backend, long number, CancellationToken cancellationToken)
    {
        ObjectSeries tables = ClosureTable.SeriesIn(backend);
        byte[] content = await tables.ReadAsync(number, cancellationToken).ConfigureAwait(false);
        return ClosureTable.Decode(content, tables.What(number));
    }

    private async ValueTask<long> FindNewestAsync(CancellationToken cancellationToken) =>
        (await _tables.ListAsync(cancellationToken).ConfigureAwait(false)).DefaultIfEmpty(0).Max();
}
