using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Which entries count for blobs of which only the first eight bytes of the ids are known: of each blob's the one with the best standing.</summary>
/// <remarks>
/// Two blobs that begin alike need about 2³² hashes to be found by somebody who looks for them. Both are marked then: one entry too many, perhaps, and never
/// one too few.
/// </remarks>
/// <param name="best">The standing of what was found so far, for each prefix.</param>
/// <param name="lows">The lower half of its key.</param>
/// <param name="ordinals">Its number; −1 where nothing was found.</param>
/// <param name="marked">Where further blobs of a prefix go at once.</param>
internal readonly ref struct PrefixMatches(Span<PackStanding> best, Span<ulong> lows, Span<long> ordinals, OrdinalSet marked)
{
    private readonly Span<PackStanding> _best = best;
    private readonly Span<ulong> _lows = lows;
    private readonly Span<long> _ordinals = ordinals;

    /// <summary>An entry was found.</summary>
    /// <param name="index">Of the prefix.</param>
    /// <param name="low">The lower half of the entry's key.</param>
    /// <param name="standing">That of its pack.</param>
    /// <param name="ordinal">The entry's number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Offer(int index, ulong low, PackStanding standing, long ordinal)
    {
        if (standing == PackStanding.Absent)
        {
            return;
        }

        bool isFirst = _ordinals[index] < 0;
        if (!isFirst && _lows[index] != low)
        {
            marked.Add(ordinal);
        }
        else if (isFirst || standing > _best[index])
        {
            (_best[index], _lows[index], _ordinals[index]) = (standing, low, ordinal);
        }
    }
}
