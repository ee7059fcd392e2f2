using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Indexes;

/// <content>What is asked of one key.</content>
/// <remarks>
/// A part that cannot be read ends in a miss, as a damaged one may: the run counts as not verified from then on, so whoever verifies the index leaves it out.
/// </remarks>
internal sealed partial class IndexRun
{
    internal bool Contains(UInt128 key)
    {
        try
        {
            return PartOf(key) is { } part && part.IndexOf(key) >= 0;
        }
        catch (ChunkStoreException exception) when (IsUnreadable(exception))
        {
            return false;
        }
    }

    /// <summary>Whether the part that tells of the key is what the head tells of. Reads all of it, once.</summary>
    internal bool IsIntactAt(UInt128 key)
    {
        try
        {
            return _isVerified || _intact[PartIndexOf(key)].Value;
        }
        catch (ChunkStoreException exception) when (IsUnreadable(exception))
        {
            return false;
        }
    }

    /// <summary>The key's entry with the best standing, where that is better than what was found so far.</summary>
    /// <param name="key">The key.</param>
    /// <param name="packs">The standing of each pack; null when every pack of the run is usable.</param>
    /// <param name="firstOrdinal">What the run's first entry counts as.</param>
    /// <param name="best">The standing of what was found so far.</param>
    /// <param name="ordinal">What was found so far.</param>
    [MethodImpl(AtFirstUse.Optimized)]
    internal void FindOrdinal(UInt128 key, PackStanding[]? packs, long firstOrdinal, ref PackStanding best, ref long ordinal)
    {
        int index = PartIndexOf(key);
        if (index < 0)
        {
            return;
        }

        IndexPart part = Parts[index];
        for (int position = part.IndexOf(key); position >= 0 && best != PackStanding.Usable && part.HasKeyAt(position, key); position++)
        {
            PackStanding standing = StandingAt(part, position, packs);
            if (standing > best)
            {
                best = standing;
                ordinal = firstOrdinal + _firstOrdinals[index] + position;
            }
        }
    }

    /// <summary>All places of the key, with the packs' numbers in the process's table.</summary>
    internal List<IndexPlace> PlacesOf(UInt128 key)
    {
        List<IndexPlace> places = [];
        try
        {
            if (PartOf(key) is { } part)
            {
                for (int position = part.IndexOf(key); position >= 0 && part.HasKeyAt(position, key); position++)
                {
                    IndexPlace place = part.PlaceAt(position);
                    if ((uint)place.Pack < (uint)PackNumbers.Length)
                    {
                        places.Add(place with { Pack = PackNumbers[place.Pack] });
                    }
                }
            }
        }
        catch (ChunkStoreException exception) when (IsUnreadable(exception))
        {
            return places;
        }

        return places;
    }

    /// <summary>Offers each place of the key; true when a usable one was found.</summary>
    internal bool Find(UInt128 key, PackTable packs, ref IndexMatch match)
    {
        try
        {
            return PartOf(key) is { } part && Find(part, key, packs, ref match);
        }
        catch (ChunkStoreException exception) when (IsUnreadable(exception))
        {
            return false;
        }
    }

    private bool Find(IndexPart part, UInt128 key, PackTable packs, ref IndexMatch match)
    {
        for (int position = part.IndexOf(key); position >= 0 && part.HasKeyAt(position, key); position++)
        {
            IndexPlace place = part.PlaceAt(position);
            if ((uint)place.Pack < (uint)PackNumbers.Length)
            {
                int number = PackNumbers[place.Pack];
                if (match.Offer(place with { Pack = number }, packs[number]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
