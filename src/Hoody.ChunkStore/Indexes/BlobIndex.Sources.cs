namespace Hoody.ChunkStore.Indexes;

/// <content>How runs and tails take each other's place: always all at once, so that a lookup sees the one or the other.</content>
internal sealed partial class BlobIndex
{
    private readonly HashSet<Guid> _leftRuns = [];

    /// <summary>Adds runs, but for those that are known by now; the caller holds them meanwhile.</summary>
    internal void AddRuns(IEnumerable<IndexRun> runs)
    {
        lock (_gate)
        {
            HashSet<Guid> known = KnownRuns();
            Exchange([.. _sources.Runs, .. runs.Where(run => !known.Contains(run.Id))], _sources.Tails);
        }
    }

    /// <summary>Adds runs, and has packs confirmed by whether their entries are here, all in one step: or a pack could count as present that has none.</summary>
    /// <param name="runs">The runs; the caller holds them meanwhile.</param>
    /// <param name="confirm">Called with whether a pack's entries are here, by the pack's number. Quick, and asks nothing of this index but its packs.</param>
    internal void AddRuns(IReadOnlyCollection<IndexRun> runs, Action<bool[]> confirm)
    {
        lock (_gate)
        {
            if (runs.Count > 0)
            {
                AddRuns(runs);
            }

            confirm(_sources.CoveredPacks(Packs));
        }
    }

    /// <summary>Begins a new tail, and returns the runs and the tails that are complete now. The caller disposes them.</summary>
    internal IndexSources Freeze()
    {
        lock (_gate)
        {
            if (_sources.Newest.Count > 0)
            {
                Exchange(_sources.Runs, [new IndexTail(), .. _sources.Tails]);
            }

            ThrowIfDisposed();
            return new IndexSources(_sources.Runs, _sources.Tails[1..]);
        }
    }

    /// <summary>Puts a run in the place of those that it was made of, in one step; the caller holds it meanwhile.</summary>
    /// <remarks>A pack that was absent when the run was made, and was seen since, is in nothing any more: it becomes absent again, for the loader to read.</remarks>
    internal void Replace(IReadOnlyCollection<IndexRun> runs, IReadOnlyCollection<IndexTail> tails, IndexRun? made)
    {
        lock (_gate)
        {
            _leftRuns.UnionWith(runs.Select(run => run.Id));
            IEnumerable<IndexRun> kept = _sources.Runs.Except(runs).Where(run => run.Id != made?.Id); // a refresh may have found it already
            Exchange([.. made is null ? kept : kept.Append(made)], [.. _sources.Tails.Except(tails)]);
            bool[] isCovered = _sources.CoveredPacks(Packs);
            foreach (int number in runs.SelectMany(run => run.PackNumbers).Concat(tails.SelectMany(tail => tail.PackNumbers)).Where(number => !isCovered[number]))
            {
                Packs.SetAbsent(number);
            }
        }
    }

    /// <summary>Leaves out a run; packs that are in nothing else become absent, for the loader to read.</summary>
    internal void Drop(IndexRun run) => Replace([run], [], null);

    /// <summary>Lets go of runs that are not there any more, and of whose packs others tell: another process has merged them.</summary>
    internal void DropReplaced(IReadOnlySet<Guid> there)
    {
        lock (_gate)
        {
            foreach (IndexRun run in _sources.Runs.Where(run => !there.Contains(run.Id)).ToArray())
            {
                using IndexSources others = new([.. _sources.Runs.Where(other => other != run)], _sources.Tails);
                bool[] isCovered = others.CoveredPacks(Packs);
                if (Array.TrueForAll(run.PackNumbers, number => isCovered[number] || Packs[number] == PackStanding.Absent))
                {
                    Drop(run);
                }
            }
        }
    }

    /// <summary>The runs that are here, and those that were and must not come again: merged, or damaged.</summary>
    internal HashSet<Guid> KnownRuns()
    {
        lock (_gate)
        {
            return [.. _leftRuns, .. _sources.Runs.Select(run => run.Id)];
        }
    }

    /// <summary>Takes entries of absent packs out of the tail, where that costs little; runs lose theirs when they are merged.</summary>
    internal void ForgetAbsentPacks()
    {
        lock (_gate)
        {
            if (!_isDisposed && _sources.Newest.PackNumbers.Any(number => Packs[number] == PackStanding.Absent))
            {
                using IndexSources others = new(_sources.Runs, _sources.Tails[1..]);
                IndexTail kept = _sources.Newest.WithoutAbsent(Packs, key => others.Find(key, Packs).IsUsable);
                Exchange(others.Runs, [kept, .. others.Tails]);
            }
        }
    }

    // Under the gate.
    private void Exchange(IndexRun[] runs, IndexTail[] tails)
    {
        ThrowIfDisposed();
        using IndexSources before = _sources;
        _sources = new IndexSources(runs, tails);
    }
}
