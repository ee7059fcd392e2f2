namespace Hoody.ChunkStore.Indexes;

/// <summary>Where a lookup looks: runs, and tails for the packs that no run has. Holds its runs. Immutable, but for what is added to the newest tail.</summary>
internal sealed class IndexSources : Shared
{
    /// <param name="runs">The runs; the caller holds them meanwhile.</param>
    /// <param name="tails">The tails, the newest first.</param>
    internal IndexSources(IndexRun[] runs, IndexTail[] tails)
    {
        (Runs, Tails) = (runs, tails);
        foreach (IndexRun run in runs)
        {
            ObjectDisposedException.ThrowIf(!run.TryHold(), run);
        }
    }

    internal IndexRun[] Runs { get; }

    internal IndexTail[] Tails { get; }

    internal IndexTail Newest => Tails[0];

    /// <summary>Entries of blobs that were known when they were added, as far as runs and tails tell, and the length of those blobs.</summary>
    internal static (long Entries, long PlainBytes) DuplicatesIn(IEnumerable<IndexRun> runs, IEnumerable<IndexTail> tails)
    {
        // Not Sum: what a hostile head claims may wrap around, and must not throw where somebody only wants to know how full the store is.
        (long entries, long plainBytes) = (0, 0);
        foreach ((long more, long moreBytes) in runs.Select(run => (run.Head.DuplicateEntries, run.Head.DuplicatePlainBytes))
            .Concat(tails.Select(tail => tail.Duplicates)))
        {
            (entries, plainBytes) = (entries + more, plainBytes + moreBytes);
        }

        return (entries, plainBytes);
    }

    internal long EntryCount => Runs.Sum(run => run.EntryCount) + Tails.Sum(tail => (long)tail.Count);

    /// <summary>Whether any entry is of that key, whatever its pack is good for.</summary>
    internal bool Contains(UInt128 key, PackTable packs)
    {
        foreach (IndexRun run in Runs)
        {
            if (run.Contains(key))
            {
                return true;
            }
        }

        IndexMatch match = default;
        return FindInTails(key, packs, ref match);
    }

    /// <summary>Whether a usable pack has the key, as a tail tells, or a part of a run that is what its head tells of.</summary>
    /// <remarks>
    /// What is found here is not stored again. A run also tells of blobs whose packs are gone, and a flipped bit in a pack's number would have one of them stand in a pack that is there: so a part is hashed before it is
    /// believed, once. Where all packs are usable, no number leads from a pack that is not to one that is.
    /// </remarks>
    internal bool IsUsable(UInt128 key, PackTable packs)
    {
        IndexMatch match = default;
        if (FindInTails(key, packs, ref match))
        {
            return true;
        }

        foreach (IndexRun run in Runs)
        {
            match = default;
            if (run.Find(key, packs, ref match) && run.IsIntactAt(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The best place of the key.</summary>
    internal IndexMatch Find(UInt128 key, PackTable packs)
    {
        IndexMatch match = default;
        if (FindInTails(key, packs, ref match))
        {
            return match;
        }

        foreach (IndexRun run in Runs)
        {
            if (run.Find(key, packs, ref match))
            {
                return match;
            }
        }

        return match;
    }

    /// <summary>Whether a pack's entries are here, by the pack's number.</summary>
    internal bool[] CoveredPacks(PackTable packs)
    {
        // Before the packs are counted: a pack that a writer adds meanwhile has its number before a tail has the pack.
        int[][] covered = [.. Runs.Select(run => run.PackNumbers), .. Tails.Select(tail => tail.PackNumbers)];
        bool[] isCovered = new bool[packs.Count];
        foreach (int[] numbers in covered)
        {
            Array.ForEach(numbers, number => isCovered[number] = true);
        }

        return isCovered;
    }

    private bool FindInTails(UInt128 key, PackTable packs, ref IndexMatch match)
    {
        foreach (IndexTail tail in Tails)
        {
            if (tail.Find(key, packs, ref match))
            {
                return true;
            }
        }

        return false;
    }

    private protected override void Release()
    {
        foreach (IndexRun run in Runs)
        {
            run.Dispose();
        }
    }
}
