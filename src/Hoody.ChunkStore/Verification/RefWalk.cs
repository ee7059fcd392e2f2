using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore.Verification;

/// <summary>Names every ref that is damaged, or needs something that is damaged or missing.</summary>
/// <remarks>
/// With a time limit it begins at a ref that chance chooses, and goes round: so every ref has its turn in some verification, though nothing is kept of
/// where the last one stopped. What the time does not reach for is counted.
/// </remarks>
internal sealed class RefWalk(IStorageBackend backend, IndexLoader loader, DamageList damage, RefTurn turn)
{
    /// <summary>The refs that were not, or not wholly, followed.</summary>
    internal long RefsLeft { get; private set; }

    /// <param name="trees">Finds what a ref needs; null when nobody knows what blobs refer to: then only the refs themselves are read.</param>
    /// <param name="cancellationToken">Cancels the walk.</param>
    internal async Task<List<DamagedRef>> FindDamageAsync(TreeWalk? trees, CancellationToken cancellationToken)
    {
        List<DamagedRef> damaged = [];
        IAsyncEnumerable<(string, long)> refs = ListNewestAsync(cancellationToken);
        await foreach ((string name, long generation) in (trees is null ? refs : turn.Of(refs, cancellationToken)).ConfigureAwait(false))
        {
            if (await FindDamageAsync(name, generation, trees, cancellationToken).ConfigureAwait(false) is { } found
                && damaged.Count < VerificationReport.MaxListed)
            {
                damaged.Add(found);
            }
        }

        damaged.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return damaged;
    }

    private async ValueTask<DamagedRef?> FindDamageAsync(string name, long generation, TreeWalk? trees, CancellationToken cancellationToken)
    {
        RefRecord? newest;
        try
        {
            newest = await RefRecord.TryReadAsync(backend, name, generation, cancellationToken).ConfigureAwait(false)
                ?? await RefRecord.ReadNewestAsync(backend, name, cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException exception) when (exception is not BackendException { IsOfDevice: false })
        {
            return new DamagedRef(name, generation, Blob: null, exception.Message);
        }

        try
        {
            return newest is null || trees is null ? null : await FindDamageAsync(newest, trees, cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException exception) when (exception is CorruptDataException or UnsupportedFormatException or BackendException { IsOfDevice: true })
        {
            return new DamagedRef(name, generation, Blob: null, exception.Message); // a later generation is
        }
    }

    private async ValueTask<DamagedRef?> FindDamageAsync(RefRecord record, TreeWalk trees, CancellationToken cancellationToken)
    {
        RefRecord? newest = record;
        bool isFresh = false;
        while (newest?.Target is { } target)
        {
            BlobId? found = await trees.FindDamageAsync(target, cancellationToken).ConfigureAwait(false);
            if (trees.IsCut)
            {
                RefsLeft++;
                return found is null ? null : await ConfirmAsync(newest, found.Value, trees, cancellationToken).ConfigureAwait(false);
            }

            if (found is not { } damagedBlob)
            {
                return null;
            }

            // A collector may have moved it to another pack, or deleted it because the ref has moved on: neither is damage.
            RefRecord before = newest;
            newest = await RefRecord.ReadNewestAsync(backend, record.Name, cancellationToken).ConfigureAwait(false);
            if (newest == before && (isFresh || trees.NewLosses.Count == 0))
            {
                trees.Confirm();
                return Report(before, damagedBlob, trees.NewLosses);
            }

            await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            isFresh = newest == before;
        }

        return null; // deleted
    }

    // There is no time to walk again: only the one blob is looked at once more, for the same reasons.
    private async ValueTask<DamagedRef?> ConfirmAsync(RefRecord record, BlobId found, TreeWalk trees, CancellationToken cancellationToken)
    {
        await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
        RefRecord? newest = await RefRecord.ReadNewestAsync(backend, record.Name, cancellationToken).ConfigureAwait(false);
        return newest == record && await trees.IsLostAsync(found, cancellationToken).ConfigureAwait(false)
            ? Report(record, found, trees.NewLosses.Where(loss => loss.Id == found))
            : null;
    }

    private DamagedRef Report(RefRecord record, BlobId found, IEnumerable<DamagedBlob> losses)
    {
        foreach (DamagedBlob loss in losses)
        {
            damage.AddLost(loss);
        }

        return new DamagedRef(record.Name, record.Generation, found, $"it needs blob {found}, which is damaged or missing");
    }

    // A listing is in the order of names, so the generations of one ref stand together, the lowest first.
    private async IAsyncEnumerable<(string Name, long Generation)> ListNewestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string Name, long Generation)? last = null;
        await foreach (StoredObject found in backend.ListAsync(RefName.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (!RefName.TryParse(found.Name, out string name, out long generation))
            {
                continue; // named among the damaged objects
            }

            if (last is { } complete && complete.Name != name)
            {
                yield return complete;
            }

            last = (name, generation);
        }

        if (last is { } newest)
        {
            yield return newest;
        }
    }
}
