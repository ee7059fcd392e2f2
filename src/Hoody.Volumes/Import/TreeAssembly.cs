using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Stores each directory while its entries arrive, whoever brings them, and completes it with the last one; hence from the leaves up. Thread-safe.</summary>
internal sealed class TreeAssembly(ImportSession session)
{
    /// <summary>The finished tree; null before all of it has arrived.</summary>
    public TreeEntry? Root { get; private set; }

    /// <summary>Where the new cache has the entries of the root; null when nothing in it has changed.</summary>
    public long? RootCacheOffset { get; private set; }

    /// <summary>Puts an entry in its place.</summary>
    public async ValueTask ArriveAsync(EntrySlot slot, Arrival arrival, CancellationToken cancellationToken)
    {
        if (await PutAsync(slot, arrival, cancellationToken).ConfigureAwait(false))
        {
            await CompleteAsync(slot.Frame, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing new will be awaited in the directory.</summary>
    public ValueTask EndWalkAsync(ImportFrame frame, CancellationToken cancellationToken) =>
        frame.Release() ? CompleteAsync(frame, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Puts those names of a file in their places for which all is known.</summary>
    public async ValueTask DeliverAsync(HardLinkGroup group, CancellationToken cancellationToken)
    {
        foreach ((EntrySlot slot, Arrival arrival) in group.TakeReady())
        {
            await ArriveAsync(slot, arrival, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stores a directory, then its parent if that was the last one there, and so on up.</summary>
    private async ValueTask CompleteAsync(ImportFrame completed, CancellationToken cancellationToken)
    {
        ImportFrame? frame = completed;
        while (frame is not null)
        {
            await StoreAsync(frame, cancellationToken).ConfigureAwait(false);
            MergedDirectory merged = await frame.Nodes.FinishAsync(cancellationToken).ConfigureAwait(false);
            if (frame.Slot is not { } slot)
            {
                Root = WithTree(frame.Directory!, merged.Tree); // Not null: nothing is known of the metadata of the root.
                RootCacheOffset = merged.CacheOffset;
                return;
            }

            Arrival directory = Describe(frame, merged);
            frame = await PutAsync(slot, directory, cancellationToken).ConfigureAwait(false) ? slot.Frame : null;
        }
    }

    /// <summary>Puts an entry in its place; true when it was the last one that its directory awaited.</summary>
    private static async ValueTask<bool> PutAsync(EntrySlot slot, Arrival arrival, CancellationToken cancellationToken)
    {
        ImportFrame frame = slot.Frame;
        frame.Entries.Put(slot.Index, arrival);

        // Before the release: while somebody stores entries, the directory does not look complete to anybody else.
        if (frame.Entries.TryBeginTaking())
        {
            await StoreAsync(frame, cancellationToken).ConfigureAwait(false);
            frame.Entries.EndTaking();
        }

        return frame.Release();
    }

    /// <summary>Stores what has arrived, up to the first entry that has not.</summary>
    private static async ValueTask StoreAsync(ImportFrame frame, CancellationToken cancellationToken)
    {
        while (frame.Entries.TryTake(out int index) is { } arrival)
        {
            await frame.Nodes.AddAsync(frame.NameAt(index), arrival, cancellationToken).ConfigureAwait(false);
        }
    }

    private Arrival Describe(ImportFrame frame, in MergedDirectory merged)
    {
        if (frame.Directory is not { } directory)
        {
            return merged.CacheOffset is { } offset ? Arrival.OfChangedTree(merged.Tree, offset) : Arrival.Kept;
        }

        FileStamp stamp = new(frame.Status);
        return Arrival.OfDirectory(WithTree(directory, merged.Tree), stamp, session.Trusts(stamp), merged.CacheOffset ?? frame.Nodes.Keep());
    }

    private static TreeEntry WithTree(TreeEntry directory, TreeEntry tree) =>
        directory with { TreeId = tree.TreeId, ContentOnlyId = tree.ContentOnlyId, Totals = tree.Totals };
}
