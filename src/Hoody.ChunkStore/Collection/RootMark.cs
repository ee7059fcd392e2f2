using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore.Collection;

/// <summary>Marks all that roots need: the refs, and what leases say is on its way into a ref.</summary>
internal sealed class RootMark(RefRoots refs, LeaseSurvey leases, ProtocolRules rules)
{
    /// <param name="marker">Marks.</param>
    /// <param name="marked">The generations of refs at the first mark: taken there, and gone by at the second.</param>
    /// <param name="isSecond">Whether packs are condemned already: then what a ref was since the first mark is a root too.</param>
    /// <param name="cancellationToken">Cancels the marking, and makes the marker useless.</param>
    internal async Task MarkAsync(Marker marker, RefGenerations marked, bool isSecond, CancellationToken cancellationToken)
    {
        // Before the refs: a log that ended in a revocation is cleared away only when its refs are there.
        IEnumerable<LeaseCommit> commits = rules.CommitsAreRoots
            ? (await leases.ReadAsync(cancellationToken).ConfigureAwait(false)).SelectMany(log => log.Commits) : [];
        foreach (BlobId target in commits.Select(commit => commit.Target).OfType<BlobId>())
        {
            marker.AddRoot(target);
        }

        await foreach (RefRecord record in refs.ReadNewestAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!isSecond)
            {
                marked.Add(record.Name, record.Generation);
            }

            if (record.Target is { } target)
            {
                marker.AddRoot(target);
            }
        }

        await marker.FollowAsync(isTolerant: false, cancellationToken).ConfigureAwait(false);
        if (isSecond && rules.NewGenerationsAreRoots)
        {
            await foreach (BlobId target in refs.ReadPassedAsync(marked, cancellationToken).ConfigureAwait(false))
            {
                marker.AddRoot(target);
            }

            await marker.FollowAsync(isTolerant: true, cancellationToken).ConfigureAwait(false);
        }
    }
}
