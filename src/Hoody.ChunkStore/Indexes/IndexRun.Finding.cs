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
