using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore.Collection;

/// <summary>Reads what refs point to, one ref after another; no list of all refs is made.</summary>
internal sealed class RefRoots(IStorageBackend backend)
{
    /// <summary>The newest generation of each ref, also of deleted ones.</summary>
    /// <exception cref="CorruptDataException">One is damaged: then nobody knows what is live.</exception>
    internal async IAsyncEnumerable<RefRecord> ReadNewestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((string name, IReadOnlyList<long> generations) in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            RefRecord? newest = await RefRecord.TryReadAsync(backend, name, generations[^1], cancellationToken).ConfigureAwait(false)
                ?? await RefRecord.ReadNewestAsync(backend, name, cancellationToken).ConfigureAwait(false);
            if (newest is not null)
            {
                yield return newest;
            }
        }
    }

    /// <summary>What refs were for a while since the mark, and are no more.</summary>
    internal async IAsyncEnumerable<BlobId> ReadPassedAsync(
        RefGenerations marked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((string name, IReadOnlyList<long> generations) in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (long generation in generations.SkipLast(1).Where(generation => generation > marked[name]))
            {
                // Gone since it was listed: another collector, which marked earlier, found it passed already.
                RefRecord? record = await RefRecord.TryReadAsync(backend, name, generation, cancellationToken).ConfigureAwait(false);
                if (record?.Target is { } target)
                {
                    yield return target;
                }
            }
        }
    }

    /// <summary>Deletes the generations that were not the newest when the collector marked, the oldest first.</summary>
    /// <remarks>Only after the drain: a writer that read one of them as the newest has ended, and cannot create its successor again.</remarks>
    /// <returns>How many were deleted.</returns>
    internal async Task<long> DeletePassedAsync(RefGenerations marked, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach ((string name, IReadOnlyList<long> generations) in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (long generation in generations.SkipLast(1).Where(generation => generation < marked[name]))
            {
                await backend.DeleteAsync(RefName.ObjectOf(name, generation), cancellationToken).ConfigureAwait(false);
                count++;
            }
        }

        return count;
    }

    // A listing is in the order of names, so the generations of one ref stand together, the lowest first.
    private async IAsyncEnumerable<(string Name, IReadOnlyList<long> Generations)> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? name = null;
        List<long> generations = [];
        await foreach (StoredObject found in backend.ListAsync(RefName.Prefix, cancellationToken).ConfigureAwait(false))
        {
            (string next, long generation) = RefName.Parse(found.Name);
            if (name is not null && name != next)
            {
                yield return (name, generations);
                generations = [];
            }

            name = next;
            generations.Add(generation);
        }

        if (name is not null)
        {
            yield return (name, generations);
        }
    }
}
