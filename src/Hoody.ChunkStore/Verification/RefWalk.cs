using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore.Verification;

/// <summary>Names every ref that is damaged, or needs something that is damaged or missing.</summary>
internal sealed class RefWalk(IStorageBackend backend, IndexLoader loader, DamageList damage)
{
    /// <param name="trees">Finds what a ref needs; null when nobody knows what blobs refer to: then only the refs themselves are read.</param>
    /// <param name="cancellationToken">Cancels the walk.</param>
    internal async Task<List<DamagedRef>> FindDamageAsync(TreeWalk? trees, CancellationToken cancellationToken)
    {
        List<DamagedRef> damaged = [];
        await foreach ((string name, long generation) in ListNewestAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await FindDamageAsync(name, generation, trees, cancellationToken).ConfigureAwait(false) is { } found
                && damaged.Count < VerificationReport.MaxListed)
            {
                damaged.Add(found);
            }
        }

        return damaged;
    }

    private async ValueTask<DamagedRef?> FindDamageAsync(string name, long generation, TreeWalk? trees, CancellationToken cancellationToken)
    {
        try
        {
            RefRecord? newest = await RefRecord.TryReadAsync(backend, name, generation, cancellationToken).ConfigureAwait(false)
                ?? await RefRecord.ReadNewestAsync(backend, name, cancellationToken).ConfigureAwait(false);
            return newest is null || trees is null ? null : await FindDamageAsync(newest, trees, cancellationToken).ConfigureAwait(false);
        }
        catch (ChunkStoreException exception) when (exception is CorruptDataException or UnsupportedFormatException)
        {
            return new DamagedRef(name, generation, Blob: null, exception.Message);
        }
    }

    private async ValueTask<DamagedRef?> FindDamageAsync(RefRecord record, TreeWalk trees, CancellationToken cancellationToken)
    {
        RefRecord? newest = record;
        bool isFresh = false;
        while (newest?.Target is { } target)
        {
            if (await trees.FindDamageAsync(target, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return null;
            }

            // A collector may have moved it to another pack, or deleted it because the ref has moved on: neither is damage.
            RefRecord before = newest;
            newest = await RefRecord.ReadNewestAsync(backend, record.Name, cancellationToken).ConfigureAwait(false);
            if (newest == before && (isFresh || trees.NewLosses.Count == 0))
            {
                trees.Confirm();
                foreach (DamagedBlob loss in trees.NewLosses)
                {
                    damage.AddLost(loss);
                }

                return new DamagedRef(before.Name, before.Generation, found, $"it needs blob {found}, which is damaged or missing");
            }

            await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
            isFresh = newest == before;
        }

        return null; // deleted
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
