using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Indexes;

/// <content>What is asked of many entries at once.</content>
internal sealed partial class IndexRun
{
    // Of fewer, each is looked up by itself.
    private const int MinPrefixes = 8;

    // 13 bytes each: a read that is long enough for a disk, and short enough for the second-level cache.
    private const int StretchEntries = 1 << 14;

    /// <summary>Offers every entry whose key begins with one of those prefixes.</summary>
    /// <param name="prefixes">Upper halves of keys, ascending, each once. Fastest where neighbours are close to each other.</param>
    /// <param name="packs">The standing of each pack; null when every pack of the run is usable.</param>
    /// <param name="firstOrdinal">What the run's first entry counts as.</param>
    /// <param name="matches">To whom.</param>
    [MethodImpl(AtFirstUse.Optimized)]
    internal void Match(ReadOnlySpan<ulong> prefixes, PackStanding[]? packs, long firstOrdinal, PrefixMatches matches)
    {
        int first = 0;
        for (int index = Math.Max(PartIndexOf((UInt128)prefixes[0] << 64), 0); index < Parts.Length && first < prefixes.Length; index++)
        {
            IndexPart part = Parts[index];
            ulong lastPrefix = (ulong)(part.Head.LastKey >> 64);
            while (first < prefixes.Length && prefixes[first] < (ulong)(part.Head.FirstKey >> 64))
            {
                first++;
            }

            int end = first;
            while (end < prefixes.Length && prefixes[end] <= lastPrefix)
            {
                end++;
            }

            if (end > first)
            {
                Match(part, prefixes[first..end], packs, first, firstOrdinal + _firstOrdinals[index], matches);
                first = prefixes[end - 1] == lastPrefix ? end - 1 : end; // the next part may begin with it
            }
        }
    }

    /// <summary>The stretches that <see cref="AddStoredBytes"/> goes over one by one: a part, and a position in it.</summary>
    internal IEnumerable<(int Part, int First)> PlaceStretches() =>
        Enumerable.Range(0, Parts.Length).SelectMany(part => Enumerable.Range(0, Stretches.Count(Parts[part].Head.EntryCount, StretchEntries)).Select(i => (part, i * StretchEntries)));

    /// <summary>Adds to each pack what its chosen entries in a stretch are long, each with <paramref name="extraBytes"/>.</summary>
    /// <param name="part">Of the stretch.</param>
    /// <param name="first">Its first position.</param>
    /// <param name="chosen">Numbers of entries, of which the run's first is <paramref name="firstOrdinal"/>.</param>
    /// <param name="firstOrdinal">What the run's first entry counts as.</param>
    /// <param name="extraBytes">What an entry takes beside its payload.</param>
    /// <param name="bytes">A sum for each pack, by its number in the process's table.</param>
    [MethodImpl(AtFirstUse.Optimized)]
    internal void AddStoredBytes(int part, int first, OrdinalSet chosen, long firstOrdinal, int extraBytes, Span<long> bytes)
    {
        int count = Math.Min(StretchEntries, Parts[part].Head.EntryCount - first);
        using PooledBytes places = new(count * IndexPlace.Size);
        Parts[part].ReadPlaces(first, places.Memory.Span);
        ReadOnlySpan<byte> rest = places.Memory.Span;
        firstOrdinal += _firstOrdinals[part] + first;
        for (int i = 0; i < count; i++, rest = rest[IndexPlace.Size..])
        {
            if (chosen.Contains(firstOrdinal + i))
            {
                IndexPlace place = IndexPlace.Read(rest);
                bytes[PackNumberOf(place)] += place.StoredLength + extraBytes;
            }
        }
    }

    [MethodImpl(AtFirstUse.Optimized)]
    private void Match(IndexPart part, ReadOnlySpan<ulong> prefixes, PackStanding[]? packs, int firstIndex, long firstOrdinal, PrefixMatches matches)
    {
        if (!part.TryReadBetween(prefixes, out IndexWindow window))
        {
            if (prefixes.Length > MinPrefixes)
            {
                int half = prefixes.Length / 2;
                Match(part, prefixes[..half], packs, firstIndex, firstOrdinal, matches);
                Match(part, prefixes[half..], packs, firstIndex + half, firstOrdinal, matches);
                return;
            }

            for (int i = 0; i < prefixes.Length; i++)
            {
                for (int position = part.FirstOf(prefixes[i]); position < part.Head.EntryCount && part.PrefixAt(position) == prefixes[i]; position++)
                {
                    matches.Offer(firstIndex + i, part.LowAt(position), StandingAt(part, position, packs), firstOrdinal + position);
                }
            }

            return;
        }

        using (window)
        {
            ReadOnlySpan<ulong> halves = window.Halves;
            for (int i = 0, at = 0; i < prefixes.Length; i++)
            {
                ulong prefix = prefixes[i];
                for (; at < halves.Length - 1 && IndexWindow.ValueOf(halves[at]) is var found && found <= prefix; at += 2)
                {
                    if (found == prefix)
                    {
                        int position = window.First + (at / 2);
                        matches.Offer(firstIndex + i, IndexWindow.ValueOf(halves[at + 1]), StandingAt(part, position, packs), firstOrdinal + position);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PackStanding StandingAt(IndexPart part, int position, PackStanding[]? packs)
    {
        if (packs is null)
        {
            return PackStanding.Usable;
        }

        int pack = part.PlaceAt(position).Pack;
        return (uint)pack < (uint)PackNumbers.Length ? packs[PackNumbers[pack]] : PackStanding.Absent;
    }
}
