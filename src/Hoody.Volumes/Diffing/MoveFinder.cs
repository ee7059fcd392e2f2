using System.Runtime.CompilerServices;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Diffing;

/// <summary>Finds what was removed in one place and added with the same data in another; whole directories before what is in them.</summary>
/// <remarks>
/// Works from the largest to the smallest. Two directories with the same data have equally many entries, so those of one size are
/// compared, those that find no partner are opened, and what is in them is smaller and comes later. A moved directory is never
/// opened, whatever its size.
/// </remarks>
internal sealed class MoveFinder(NodeSource nodes)
{
    private readonly PriorityQueue<LocatedEntry, (long, TreePath)> _removed = new();
    private readonly PriorityQueue<LocatedEntry, (long, TreePath)> _added = new();
    private readonly MoveTable _moves = new();

    /// <summary>How many entries of each side may wait, about 100 MB of them; of what comes beyond, no moves are found.</summary>
    public int MaxWaiting { get; init; } = 1 << 18;

    /// <summary>Yields the changes, a move as one.</summary>
    public async IAsyncEnumerable<TreeChange> CompareAsync(
        TreeEntry before, TreeEntry after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TreeDiffer differ = new(nodes) { Moves = await FindAsync(before, after, cancellationToken).ConfigureAwait(false) };
        await foreach (TreeChange change in differ.CompareAsync(before, after, cancellationToken).ConfigureAwait(false))
        {
            yield return change;
        }
    }

    private async Task<MoveTable> FindAsync(TreeEntry before, TreeEntry after, CancellationToken cancellationToken)
    {
        TreeDiffer differ = new(nodes) { EntersOneSided = false };
        await foreach (TreeChange change in differ.CompareAsync(before, after, cancellationToken).ConfigureAwait(false))
        {
            Wait(_removed, change.Kind == TreeChangeKind.Removed ? change.Before : null, change.Path);
            Wait(_added, change.Kind == TreeChangeKind.Added ? change.After : null, change.Path);
        }

        // Once one side has nothing more, no partner can turn up.
        while (_removed.Count > 0 && _added.Count > 0)
        {
            long size = Math.Max(_removed.Peek().Size, _added.Peek().Size);
            await MatchAsync(TakeAll(_removed, size), TakeAll(_added, size), cancellationToken).ConfigureAwait(false);
        }

        return _moves;
    }

    private async ValueTask MatchAsync(List<LocatedEntry> removed, List<LocatedEntry> added, CancellationToken cancellationToken)
    {
        Dictionary<(EntryType, BlobId, long), Queue<LocatedEntry>> sources = removed
            .GroupBy(entry => entry.Data)
            .ToDictionary(group => group.Key, group => new Queue<LocatedEntry>(group));
        foreach (LocatedEntry to in added)
        {
            if (sources.TryGetValue(to.Data, out Queue<LocatedEntry>? same) && same.TryDequeue(out LocatedEntry from))
            {
                _moves.Add(from, to);
            }
            else
            {
                await OpenAsync(_added, to, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (LocatedEntry alone in sources.Values.SelectMany(queue => queue))
        {
            await OpenAsync(_removed, alone, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask OpenAsync(
        PriorityQueue<LocatedEntry, (long, TreePath)> waiting, LocatedEntry located, CancellationToken cancellationToken)
    {
        if (located.Entry.Type != EntryType.Directory)
        {
            return;
        }

        DirectoryReader entries =
            await DirectoryReader.OpenAsync(nodes, located.Entry, located.Path, cancellationToken).ConfigureAwait(false);
        while (await entries.ReadAsync(cancellationToken).ConfigureAwait(false) is { } entry)
        {
            Wait(waiting, entry, located.Path.Combine(entry.Name));
        }
    }

    private void Wait(PriorityQueue<LocatedEntry, (long, TreePath)> waiting, TreeEntry? entry, TreePath path)
    {
        if (entry is not null && waiting.Count < MaxWaiting && new LocatedEntry(path, entry) is { IsTelling: true } located)
        {
            // The largest first, and of one size in the order of the paths.
            waiting.Enqueue(located, (-located.Size, path));
        }
    }

    private static List<LocatedEntry> TakeAll(PriorityQueue<LocatedEntry, (long, TreePath)> waiting, long size)
    {
        List<LocatedEntry> taken = [];
        while (waiting.TryPeek(out LocatedEntry next, out _) && next.Size == size)
        {
            taken.Add(waiting.Dequeue());
        }

        return taken;
    }
}
