using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>Walks three trees where they differ and finds out what a sync would do; writes nothing.</summary>
/// <remarks>
/// Holds the nodes on the way to the current entries, and the listed conflicts. Directories that source and target have alike are not read,
/// nor what is below a directory that one of them lacks: its totals say how much it is.
/// </remarks>
internal sealed class SyncSurvey(BlobStore blobs, SyncOptions options)
{
    private readonly List<SyncConflict> _conflicts = [];

    public SyncCounts Counts { get; private set; }

    /// <summary>The first places in which the target has diverged, as many as are to be listed.</summary>
    public IReadOnlyList<SyncConflict> Conflicts => _conflicts;

    /// <summary>How many there are.</summary>
    public long ConflictCount { get; private set; }

    /// <summary>In how many places the target differs from its base and from the source.</summary>
    public long DivergenceCount { get; private set; }

    public async Task RunAsync(EntryTriple roots, CancellationToken cancellationToken)
    {
        if (roots.Target is null)
        {
            TreeTotals all = roots.Source!.Totals; // There is always a source.
            Counts = new SyncCounts(all.Entries, 0, 0, all.LengthBytes);
            return;
        }

        Stack<DirectoryTriple> frames = [];
        WalkBudget budget = new();
        EntryBudget entries = new(options.MaxEntriesCompared);
        Record(roots, TreePath.Root);
        await EnterAsync(TreePath.Root, roots).ConfigureAwait(false);
        while (frames.TryPeek(out DirectoryTriple? frame))
        {
            if (await frame.NextAsync(cancellationToken).ConfigureAwait(false) is not { } triple)
            {
                frames.Pop();
                budget.Leave(frame.MaxItemsHeld);
                continue;
            }

            TreePath path = frame.Path.Combine(triple.Name);
            entries.Take(path);
            Record(triple, path);
            await EnterAsync(path, triple).ConfigureAwait(false);
        }

        async ValueTask EnterAsync(TreePath path, EntryTriple triple)
        {
            if (triple.DiffersBelow)
            {
                DirectoryTriple below =
                    await DirectoryTriple.OpenAsync(blobs, path, triple, passesEqualNodes: true, cancellationToken).ConfigureAwait(false);
                budget.Enter(path, below.MaxItemsHeld);
                frames.Push(below);
            }
        }
    }

    private void Record(EntryTriple triple, TreePath path)
    {
        Count(triple.Target, options.Policy == SyncPolicy.Keep ? triple.Merge() : triple.Source, path);
        if (triple.FindDivergence() is not { } kind)
        {
            return;
        }

        DivergenceCount++;
        if (options.Policy == SyncPolicy.Keep && kind == SyncConflictKind.OnlyTarget)
        {
            return; // It stays, and nobody else wants anything of it.
        }

        ConflictCount++;
        if (_conflicts.Count < options.MaxConflictsListed)
        {
            _conflicts.Add(new SyncConflict(path, kind, triple.Base, triple.Source, triple.Target));
        }
    }

    /// <exception cref="FileTreeException">The lengths do not add up in 63 bits: no disk has such files.</exception>
    private void Count(TreeEntry? before, TreeEntry? after, TreePath path)
    {
        try
        {
            Counts = Add(before, after);
        }
        catch (OverflowException exception)
        {
            throw new FileTreeException(path.ToShortString(), "makes the lengths of what a sync changes more than 63 bits can hold; the trees claim more than there can be", exception);
        }
    }

    private SyncCounts Add(TreeEntry? before, TreeEntry? after)
    {
        if (before?.Type == EntryType.Directory && after?.Type == EntryType.Directory)
        {
            // What is below them is counted where it is met.
            return Counts with { Changed = Counts.Changed + (before.HasSameMetadata(after) ? 0 : 1) };
        }

        bool areBoth = before is not null && after is not null;
        return checked(new SyncCounts(
            Counts.Added + CountWithAllBelow(after) - (areBoth ? 1 : 0),
            Counts.Changed + (areBoth && before != after ? 1 : 0),
            Counts.Removed + CountWithAllBelow(before) - (areBoth ? 1 : 0),
            Counts.LengthBytes + (areBoth && IsSameData(before!, after!) ? 0 : LengthOf(after)))); // Both were just seen to be there.
    }

    private static bool IsSameData(TreeEntry before, TreeEntry after) =>
        before.Type == after.Type && before.Content == after.Content && before.Length == after.Length;

    // A directory's own length is 0, and what is no directory has nothing below.
    private static long CountWithAllBelow(TreeEntry? entry) => entry is null ? 0 : entry.Totals.Entries + 1;

    private static long LengthOf(TreeEntry? entry) => entry is null ? 0 : checked(entry.Length + entry.Totals.LengthBytes);
}
