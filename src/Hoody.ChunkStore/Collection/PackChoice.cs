using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>Chooses the packs that a collection deletes, by what is live in them: of those that were there when this was made. Whatever comes later may hold what nobody has marked.</summary>
internal sealed class PackChoice(PackTable table, CollectionOptions options)
{
    private readonly PackStanding[] _standings = table.Standings();
    private readonly Dictionary<Blake3Digest, long> _deadBytes = [];

    private readonly record struct Candidate(PackTable.Line Pack, long LiveBytes)
    {
        internal long DeadBytes => Math.Max(0, Pack.LengthBytes - LiveBytes - PackDirectory.LengthOf(0) - PackFooter.Size);

        internal double LiveShare => (double)LiveBytes / Pack.LengthBytes;
    }

    /// <summary>The dead bytes of each pack that has any, as the last plan found them.</summary>
    internal IReadOnlyDictionary<Blake3Digest, long> DeadBytes => _deadBytes;

    /// <param name="collector">Applies the plan.</param>
    /// <param name="epoch">The epoch that the plan is for.</param>
    /// <param name="marker">Knows what is live; belongs to the plan from now on, if that has something to copy.</param>
    /// <param name="marked">The generations of refs that it marked from.</param>
    internal CollectionPlan Plan(Collector collector, EpochRecord epoch, Marker marker, RefGenerations marked)
    {
        Dictionary<Blake3Digest, PlannedPack> condemned = [];
        long budget = options.MaxRewriteBytes;
        long packsLeft = 0;
        long deadBytesLeft = 0;
        List<string> damaged = [];

        // The largest dead share first: wholly dead packs, then those that give most for the bytes that must be copied.
        foreach (Candidate candidate in Candidates(marker.LiveBytes()).OrderBy(candidate => candidate.LiveShare))
        {
            (Blake3Digest id, long length, long liveBytes, long deadBytes) = (candidate.Pack.Id, candidate.Pack.LengthBytes, candidate.LiveBytes, candidate.DeadBytes);
            if (deadBytes > 0)
            {
                _deadBytes.Add(id, deadBytes);
            }

            bool isQuarantined = table.IsQuarantined(id);
            bool isDamaged = isQuarantined || table.IsDoubtful(id);
            if (condemned.Count < EpochRecord.MaxPacks
                && (liveBytes == 0 ? !table.MustStay(id) : !isDamaged && IsWorthCopying(length, liveBytes, deadBytes, budget)))
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
            Marker = condemned.Values.Any(pack => pack.LiveBytes > 0) ? marker : null, MarkedRefs = marked, PacksLeft = packsLeft, DeadBytesLeft = deadBytesLeft, DamagedPacks = damaged,
        };
    }

    // In a store in good order nearly all packs are live to the last byte: there is nothing to choose.
    private IEnumerable<Candidate> Candidates(long[] live)
    {
        for (int number = 0; number < _standings.Length; number++)
        {
            if (_standings[number] != PackStanding.Absent)
            {
                Candidate candidate = new(table.LineOf(number), live[number]);
                if (candidate.LiveBytes == 0 || candidate.DeadBytes > 0 || table[number] == PackStanding.Quarantined)
                {
                    yield return candidate;
                }
            }
        }
    }

    private bool IsWorthCopying(long length, long liveBytes, long deadBytes, long budget) =>
        options.RewriteDeadShare < 1 && deadBytes >= options.RewriteDeadShare * length && deadBytes > 0 && liveBytes <= budget;
}
