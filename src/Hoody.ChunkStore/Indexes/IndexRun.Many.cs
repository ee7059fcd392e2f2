namespace Hoody.ChunkStore.Indexes;

/// <content>What is asked of many entries at once.</content>
internal sealed partial class IndexRun
{
    /// <summary>For each key its entry with the best standing, counted from the run's first, where that is better than what was found so far.</summary>
    /// <param name="keys">Fastest where neighbours are close to each other.</param>
    /// <param name="packs">The standing of each pack; null when every pack of the run is usable.</param>
    /// <param name="firstOrdinal">What the run's first entry counts as.</param>
    /// <param name="best">The standing of what was found so far, for each key.</param>
    /// <param name="ordinals">What was found so far, for each key.</param>
    internal void FindOrdinals(
        ReadOnlySpan<UInt128> keys, PackStanding[]? packs, long firstOrdinal, Span<PackStanding> best, Span<long> ordinals)
    {
        Span<int> positions = stackalloc int[keys.Length];
        for (int first = 0, next; first < keys.Length; first = next)
        {
            next = first + 1;
            int index = PartIndexOf(keys[first]);
            if (index < 0 || !Parts[index].MayHold(keys[first]))
            {
                continue;
            }

            IndexPart part = Parts[index];
            while (next < keys.Length && part.MayHold(keys[next]))
            {
                next++;
            }

            part.IndexOf(keys[first..next], positions);
            for (int i = first; i < next; i++)
            {
                // The first position is not looked at once more: the part would be waited for in another place than the look-up has just read.
                int found = positions[i - first];
                for (int position = found; found >= 0 && best[i] != PackStanding.Usable && (position == found || part.HasKeyAt(position, keys[i])); position++)
                {
                    PackStanding standing = packs is null ? PackStanding.Usable : StandingAt(part, position, packs);
                    if (standing > best[i])
                    {
                        best[i] = standing;
                        ordinals[i] = firstOrdinal + _firstOrdinals[index] + position;
                    }
                }
            }
        }
    }

    /// <summary>Adds to each pack what its chosen entries are long, each with <paramref name="extraBytes"/>.</summary>
    /// <param name="chosen">Numbers of entries, of which the run's first is <paramref name="firstOrdinal"/>.</param>
    /// <param name="firstOrdinal">What the run's first entry counts as.</param>
    /// <param name="extraBytes">What an entry takes beside its payload.</param>
    /// <param name="bytes">A sum for each pack, by its number in the process's table.</param>
    internal void AddStoredBytes(OrdinalSet chosen, long firstOrdinal, int extraBytes, long[] bytes)
    {
        const int BatchEntries = 1024;
        byte[] places = new byte[BatchEntries * IndexPlace.Size];
        foreach (IndexPart part in Parts)
        {
            for (int first = 0; first < part.Head.EntryCount; first += BatchEntries)
            {
                int count = Math.Min(BatchEntries, part.Head.EntryCount - first);
                part.ReadPlaces(first, places.AsSpan(0, count * IndexPlace.Size));
                for (int i = 0; i < count; i++)
                {
                    if (chosen.Contains(firstOrdinal + first + i))
                    {
                        IndexPlace place = IndexPlace.Read(places.AsSpan(i * IndexPlace.Size));
                        bytes[PackNumbers[place.Pack]] += place.StoredLength + extraBytes;
                    }
                }
            }

            firstOrdinal += part.Head.EntryCount;
        }
    }

    private PackStanding StandingAt(IndexPart part, int position, PackStanding[] packs)
    {
        int pack = part.PlaceAt(position).Pack;
        return (uint)pack < (uint)PackNumbers.Length ? packs[PackNumbers[pack]] : PackStanding.Absent;
    }
}
