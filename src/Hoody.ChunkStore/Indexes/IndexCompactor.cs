using System.Runtime.ExceptionServices;
using Hoody.ChunkStore.Telemetry;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Turns the tail into runs, and small runs into larger ones, in the background. Thread-safe.</summary>
/// <remarks>
/// A run is merged with all that are less than four times as large as what is merged already: an entry is rewritten once for each time that its run
/// grows fourfold, and a lookup asks a handful of runs. Any union of runs is right: what they say stays true while its pack is there. So neither a crash
/// nor a second process that merges the same runs does harm.
/// </remarks>
internal sealed class IndexCompactor(BlobIndex index, BlobStoreOptions options) : IAsyncDisposable
{
    private const int GrowthFactor = 4;

    private const double MaxAbsentShare = 0.25;

    /// <summary>Runs that only tell of removed packs: one for each collection.</summary>
    private const int MaxEmptyRuns = 8;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1); // never disposed: who waits for it would wait for ever
    private readonly Lock _gate = new();
    private readonly List<IndexStorage.Listed> _strays = [];
    private Task _work = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Whether the tail holds more than memory should.</summary>
    internal bool IsTailFull => index.Tails.Sum(tail => (long)tail.Count) >= options.IndexTailEntries;

    private bool IsDue =>
        IsTailFull || index.Tails.Sum(tail => tail.PackCount) >= options.IndexTailPacks
        || index.Runs.Any(run => run.AbsentShare(index.Packs) > MaxAbsentShare) || index.Runs.Count(run => run.EntryCount == 0) > MaxEmptyRuns;

    /// <summary>Begins to compact if that is due and not under way.</summary>
    /// <exception cref="ChunkStoreException">The last time failed. The next call tries again.</exception>
    internal void Request()
    {
        lock (_gate)
        {
            if (_work is { IsFaulted: true, Exception: { } failure })
            {
                _work = Task.CompletedTask;
                ExceptionDispatchInfo.Throw(failure.InnerException ?? failure);
            }

            if (_work.IsCompleted && !_isDisposed && IsDue)
            {
                _work = Task.Run(CompactInBackgroundAsync);
            }
        }
    }

    /// <summary>Ends when nothing is under way.</summary>
    /// <exception cref="ChunkStoreException">What was under way failed.</exception>
    internal Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return _work;
        }
    }

    /// <summary>Objects of the index that belong to no whole run: the next compaction deletes them.</summary>
    /// <remarks>They may be a run that another process is just writing. It then loses its run, and its packs are read again: nothing else.</remarks>
    internal void AddStrays(IEnumerable<IndexStorage.Listed> strays)
    {
        lock (_gate)
        {
            _strays.AddRange(strays);
        }
    }

    internal async Task CompactAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // First: on a full disk theirs is the room that a merge needs.
            await DeleteStraysAsync(cancellationToken).ConfigureAwait(false);
            using IndexSources complete = index.Freeze();
            (IndexRun[] runs, IndexTail[] tails) = (complete.Runs, complete.Tails);
            List<IndexRun> chosen = Choose(runs, tails);
            if (tails.Length > 0 || chosen.Count > 1 || chosen.Any(run => run.AbsentShare(index.Packs) > MaxAbsentShare))
            {
                await StoreActivity.RunAsync(
                    ActivityNames.CompactIndex,
                    TagNames.Blobs,
                    chosen.Sum(run => run.EntryCount) + tails.Sum(tail => (long)tail.Count),
                    () => MergeAsync(chosen, tails, isWhole: chosen.Count == runs.Length, cancellationToken)).ConfigureAwait(false);
            }

            await DeleteStraysAsync(cancellationToken).ConfigureAwait(false); // what was merged, or found damaged
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Makes it durable that those packs are removed.</summary>
    internal async Task RecordRemovedAsync(IReadOnlyCollection<Blake3Digest> packs, CancellationToken cancellationToken)
    {
        IndexMerge nothing = new([], [], 0, IndexPart.MaxEntries);
        using IndexRun? run = await index.Storage
            .WriteAsync(index.Storage.NewRun(), nothing, [], [.. packs.Distinct().Order()], index.Packs, () => (0, 0), cancellationToken).ConfigureAwait(false);
        index.AddRuns([run ?? throw new InvalidOperationException("A run without parts was taken away.")]);
    }

    /// <summary>Waits for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        // A failure here loses nothing: the packs say the same, and the next writer tries again.
        await WhenIdleAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CompactInBackgroundAsync()
    {
        StoreActivity.Detach(); // from whoever wrote the pack that made it due
        await CompactAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private List<IndexRun> Choose(IndexRun[] runs, IndexTail[] tails)
    {
        List<IndexRun> chosen = [];
        long entries = tails.Sum(tail => (long)tail.Count);
        foreach (IndexRun run in runs.OrderBy(run => run.EntryCount))
        {
            if (run.EntryCount < GrowthFactor * entries || run.EntryCount == 0 || run.AbsentShare(index.Packs) > MaxAbsentShare)
            {
                chosen.Add(run);
                entries += run.EntryCount;
            }
        }

        return chosen;
    }

    private async Task MergeAsync(List<IndexRun> chosen, IndexTail[] tails, bool isWhole, CancellationToken cancellationToken)
    {
        // A merge gives its run a good hash: damage in what it reads must not pass through it.
        foreach (IndexRun damaged in chosen.Where(run => run.FindFault(isAgain: true, cancellationToken) is not null).ToArray())
        {
            chosen.Remove(damaged);
            index.Drop(damaged);
            AddStrays([damaged.ToListed()]);
        }

        int[] packNumbers = [.. chosen.SelectMany(run => run.PackNumbers).Concat(tails.SelectMany(tail => tail.PackNumbers)).Distinct()
            .Where(number => index.Packs[number] != PackStanding.Absent).OrderBy(number => index.Packs.LineOf(number).Id)];
        Blake3Digest[] removed = [.. chosen.SelectMany(run => run.Head.Removed).Distinct().Where(index.Packs.IsRemoved).Order()];
        bool isNothing = packNumbers.Length + removed.Length == 0;
        using IndexRun? made = isNothing ? null : await WriteAsync(chosen, tails, packNumbers, removed, isWhole, cancellationToken).ConfigureAwait(false);
        if (made is null && !isNothing)
        {
            return; // the new run was taken away: the old ones stay, and the next compaction tries again
        }

        index.Replace(chosen, tails, made);
        AddStrays(chosen.Select(run => run.ToListed())); // deleted next, or by a later compaction: nothing else would know of them
    }

    private async Task<IndexRun?> WriteAsync(
        List<IndexRun> chosen, IndexTail[] tails, int[] packNumbers, Blake3Digest[] removed, bool isWhole, CancellationToken cancellationToken)
    {
        long entries = chosen.Sum(run => run.EntryCount) + tails.Sum(tail => (long)tail.Count);
        IEnumerable<IndexCursor> cursors =
            chosen.Select(IndexCursor.Over).Concat(tails.Select(tail => IndexCursor.Over(tail.Sorted())));
        IndexMerge merge = new(cursors, packNumbers, entries, options.IndexPartEntries);
        IndexStorage.Listed written = index.Storage.NewRun();
        try
        {
            return await index.Storage.WriteAsync(written, merge, packNumbers, removed, index.Packs, Duplicates, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            AddStrays([written]); // each attempt would leave more, until the store is opened again
            throw;
        }

        // What was known elsewhere when it was added is in no source of this merge, unless all are.
        (long Entries, long PlainBytes) Duplicates()
        {
            (long known, long knownBytes) = IndexSources.DuplicatesIn(chosen, tails);
            return isWhole || merge.Duplicates.Entries > known ? merge.Duplicates : (known, knownBytes);
        }
    }

    // What fails now may be deleted later. Only what never can be is left to the next opening: it must not keep everything else from being merged.
    private async Task DeleteStraysAsync(CancellationToken cancellationToken)
    {
        while (TryTakeStray() is { } stray)
        {
            try
            {
                await index.Storage.DeleteStrayAsync(stray, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or StoreFullException or BackendException { IsTransient: true })
            {
                AddStrays([stray]);
                throw;
            }
        }
    }

    private IndexStorage.Listed? TryTakeStray()
    {
        lock (_gate)
        {
            if (_strays.Count == 0)
            {
                return null;
            }

            IndexStorage.Listed stray = _strays[0];
            _strays.RemoveAt(0);
            return stray;
        }
    }
}
