using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>Chooses the packs that a collection deletes, by what is live in them.</summary>
internal sealed class PackChoice(PackTable table, CollectionOptions options)
{
    private readonly Dictionary<Blake3Digest, long> _deadBytes = [];

    /// <summary>The dead bytes of each pack that has any, as the last plan found them.</summary>
    internal IReadOnlyDictionary<Blake3Digest, long> DeadBytes => _deadBytes;

    /// <param name="collector">Applies the plan.</param>
    /// <param name="epoch">The epoch that the plan is for.</param>
    /// <param name="packs">The packs that are there, and their lengths.</param>
    /// <param name="marker">Knows what is live; belongs to the plan from now on.</param>
    /// <param name="marked">The generations of refs that it marked from.</param>
    internal CollectionPlan Plan(
        Collector collector, EpochRecord epoch, IReadOnlyDictionary<Blake3Digest, long> packs, Marker marker, RefGenerations marked)
    {
        Dictionary<Blake3Digest, long> live = marker.LiveBytes();
        Dictionary<Blake3Digest, PlannedPack> condemned = [];
        long budget = options.MaxRewriteBytes;
        long packsLeft = 0;
        long deadBytesLeft = 0;
        List<string> damaged = [];

        // The largest dead share first: wholly dead packs, then those that give most for the bytes that must be copied.
        foreach ((Blake3Digest id, long length) in packs.OrderBy(pack => (double)live.GetValueOrDefault(pack.Key) / pack.Value))
        {
            long liveBytes = live.GetValueOrDefault(id);
            long deadBytes = Math.Max(0, length - liveBytes - PackDirectory.LengthOf(0) - PackFooter.Size);
            if (deadBytes > 0)
            {
                _deadBytes.Add(id, deadBytes);
            }

            bool isQuarantined = table.IsQuarantined(id);
            if (condemned.Count < EpochRecord.MaxPacks && (liveBytes == 0 || (!isQuarantined && IsWorthCopying(length, liveBytes, deadBytes, budget))))
            {
                condemned.Add(id, new PlannedPack(PackName.Of(id), length, liveBytes));
                budget -= liveBytes;
            }
            else if (deadBytes > 0)
            {
                packsLeft++;
                deadBytesLeft += deadBytes;
            }

            if (isQuarantined && liveBytes > 0)
            {
                damaged.Add(PackName.Of(id)); // what is live only there could not be copied, so it is what is damaged
            }
        }

        return new CollectionPlan(collector, epoch, condemned)
        {
            Marker = marker, MarkedRefs = marked, PacksLeft = packsLeft, DeadBytesLeft = deadBytesLeft, DamagedPacks = damaged,
        };
    }

    private bool IsWorthCopying(long length, long liveBytes, long deadBytes, long budget) =>
        options.RewriteDeadShare < 1 && deadBytes >= options.RewriteDeadShare * length && deadBytes > 0 && liveBytes <= budget;
}
