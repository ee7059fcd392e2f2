using System.Globalization;
using System.Text;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>What a sync would do to its target, and where the two collide. Nothing was changed to make it; apply it, or forget it.</summary>
public sealed class SyncPlan
{
    private readonly BlobStore _blobs;
    private readonly SyncTrees _trees;
    private readonly SyncOptions _options;

    internal SyncPlan(BlobStore blobs, SyncTrees trees, SyncSurvey survey, SyncOptions options)
    {
        (_blobs, _trees, _options) = (blobs, trees, options);
        (Counts, Conflicts, ConflictCount, DivergenceCount) = (survey.Counts, survey.Conflicts, survey.ConflictCount, survey.DivergenceCount);
        Refusal = options.Policy == SyncPolicy.Report && DivergenceCount > 0 ? SyncRefusal.Diverged
            : Counts.Removed > TargetEntryCount * options.MaxRemovedShare ? SyncRefusal.RemovesTooMuch
            : SyncRefusal.None;
    }

    /// <summary>The ref that would be moved.</summary>
    public string TargetRef => _trees.TargetRef;

    /// <summary>How many entries the target has now.</summary>
    public long TargetEntryCount => _trees.Roots.Target?.Totals.Entries ?? 0;

    /// <summary>What would happen to them.</summary>
    public SyncCounts Counts { get; }

    /// <summary>
    /// The first conflicts in the order of a walk. With the policy <see cref="SyncPolicy.Keep"/> those places that both sides changed; with the
    /// others every place that the target changed, since there the change would be lost.
    /// </summary>
    public IReadOnlyList<SyncConflict> Conflicts { get; }

    /// <summary>How many conflicts there are, the unlisted ones included.</summary>
    public long ConflictCount { get; }

    /// <summary>In how many places the target has changes of its own, which the source has not made as well.</summary>
    public long DivergenceCount { get; }

    /// <summary>Why the plan cannot be applied; <see cref="SyncRefusal.None"/> when it can.</summary>
    public SyncRefusal Refusal { get; }

    /// <summary>Points the target's ref to a new snapshot with the synced tree, and a new ref to the snapshot that it pointed to before.</summary>
    /// <param name="cancellationToken">Cancels before the target's ref is moved, not after it.</param>
    /// <returns>
    /// What the target is now. The new snapshot's parents are the target's snapshot before and the source's; its labels and data are the
    /// target's, or the source's if the ref is new. The ref to the state before is <c>TARGET-before/GENERATION</c>, with the generation that the
    /// target's ref had. When there is nothing to change, nothing is written.
    /// </returns>
    /// <exception cref="SyncRefusedException">See <see cref="Refusal"/>. Nothing was changed.</exception>
    /// <exception cref="RefConflictException">Somebody moved the target since it was planned. The target is what they made it; plan again.</exception>
    /// <exception cref="LeaseRevokedException">A collector took this process for dead.</exception>
    /// <exception cref="ChunkStoreException">A tree cannot be read, or the store cannot be written. The target is as it was.</exception>
    public async Task<SyncResult> ApplyAsync(CancellationToken cancellationToken = default)
    {
        if (Refusal != SyncRefusal.None)
        {
            throw new SyncRefusedException(this);
        }

        StorePin pin = await _blobs.PinAsync(cancellationToken).ConfigureAwait(false);
        await using (pin.ConfigureAwait(false))
        {
            TreeEntry root = await MergeAsync(cancellationToken).ConfigureAwait(false);
            if (_trees.Target is { } unchanged && root == _trees.Roots.Target)
            {
                return new SyncResult(unchanged, root, null);
            }

            BlobId snapshot = await SnapshotWriter.PutAsync(_blobs, RecordOf(root), cancellationToken).ConfigureAwait(false);

            // The old state first: at no moment is it without a ref.
            RefValue? previous = await KeepPreviousAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                RefValue target = await _blobs.Refs.UpdateAsync(
                    TargetRef, snapshot, _trees.Target?.Generation ?? 0, cancellationToken).ConfigureAwait(false);
                return new SyncResult(target, root, previous);
            }
            catch (RefConflictException) when (previous is not null)
            {
                // There was no sync, so there is nothing to go back to; unless this plan was applied before, or by somebody else at the same time.
                if (!await MayBeSyncedAsync(previous.Target).ConfigureAwait(false))
                {
                    await _blobs.Refs.DeleteAsync(previous.Name, previous.Generation, CancellationToken.None).ConfigureAwait(false);
                }

                throw;
            }
        }
    }

    /// <summary>The counts, why it is refused if it is, and a line for each listed conflict.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{TargetRef}: {Counts.Added} added, {Counts.Changed} changed, {Counts.Removed} of {TargetEntryCount} removed, {Counts.LengthBytes} bytes; {_options.Policy}");
        if (Refusal != SyncRefusal.None)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"refused: {Refusal}");
        }

        foreach (SyncConflict conflict in Conflicts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{conflict.Kind}  {conflict.Path}");
        }

        return ConflictCount == Conflicts.Count
            ? text.ToString()
            : text.AppendLine(CultureInfo.InvariantCulture, $"and {ConflictCount - Conflicts.Count} more").ToString();
    }

    private async Task<TreeEntry> MergeAsync(CancellationToken cancellationToken)
    {
        if (_options.Policy != SyncPolicy.Keep || _trees.Roots.Target is null)
        {
            return _trees.Roots.Source!; // There is always a source.
        }

        // Of its own: a plan within the bound is applied, and the three walks here meet what that one did, and the entries beside it.
        EntryBudget entries = new(_options.MaxEntriesCompared);
        LinkNumbers links = await LinkNumbers.FindAsync(_blobs, _trees.Roots, entries, cancellationToken).ConfigureAwait(false);
        BlobWriter writer = _blobs.BeginWrite();
        await using (writer.ConfigureAwait(false))
        {
            TreeEntry root = await new TreeMerger(_blobs, writer, links, entries).MergeAsync(_trees.Roots, cancellationToken).ConfigureAwait(false);
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            return root;
        }
    }

    private SnapshotRecord RecordOf(TreeEntry root) => new()
    {
        Root = root,
        Parents = _trees.Target is { } target ? [target.Target, _trees.SourceId] : [_trees.SourceId],
        CreatedTime = _options.Time.GetUtcNow(),
        Labels = (_trees.TargetSnapshot ?? _trees.SourceSnapshot).Labels,
        Data = (_trees.TargetSnapshot ?? _trees.SourceSnapshot).Data,
    };

    /// <summary>The ref to the state before.</summary>
    internal static string NameOfPrevious(string targetRef, RefValue target) => string.Create(CultureInfo.InvariantCulture, $"{targetRef}-before/{target.Generation}");

    private async Task<RefValue?> KeepPreviousAsync(CancellationToken cancellationToken)
    {
        if (_trees.Target is not { } target)
        {
            return null;
        }

        string name = NameOfPrevious(TargetRef, target);
        RefValue? kept = await _blobs.Refs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        return kept?.Target == target.Target // An apply that was cut off here.
            ? kept
            : await _blobs.Refs.UpdateAsync(name, target.Target, kept?.Generation ?? 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether what took the place of the planned target may be a sync's, which counts on the ref to the state before: a sync has two parents, the first of which is that state.</summary>
    private async Task<bool> MayBeSyncedAsync(BlobId before)
    {
        await foreach (RefValue value in _blobs.Refs.ListHistoryAsync(TargetRef, CancellationToken.None).ConfigureAwait(false))
        {
            if (value.Generation == _trees.Target!.Generation + 1) // Not null: it has a state before.
            {
                SnapshotRecord next = await SnapshotReader.ReadAsync(_blobs, value.Target, CancellationToken.None).ConfigureAwait(false);
                return next.Parents.Count > 1 && next.Parents[0] == before;
            }
        }

        return true; // It is not known any more.
    }
}
