using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Stores each directory while its entries arrive, whoever brings them, and completes it with the last one; hence from the leaves up. Thread-safe.</summary>
internal sealed class TreeAssembly(BlobWriter writer)
{
    /// <summary>The finished tree; null before all of it has arrived.</summary>
    public TreeEntry? Root { get; private set; }

    /// <summary>Puts an entry in its place; null when it is left out.</summary>
    public async ValueTask ArriveAsync(EntrySlot slot, TreeEntry? entry, CancellationToken cancellationToken)
    {
        if (await PutAsync(slot, entry, cancellationToken).ConfigureAwait(false))
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
        foreach (EntrySlot slot in group.TakeReady(out TreeEntry? entry))
        {
            TreeEntry named = entry! with { Name = slot.Name }; // Not null: there are names only beside an entry.
            await ArriveAsync(slot, named, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stores a directory, then its parent if that was the last one there, and so on up.</summary>
    private async ValueTask CompleteAsync(ImportFrame completed, CancellationToken cancellationToken)
    {
        ImportFrame? frame = completed;
        while (frame is not null)
        {
            DirectoryBuilder nodes = await StoreAsync(frame, cancellationToken).ConfigureAwait(false);
            TreeEntry directory = await nodes.FinishAsync(frame.Directory, cancellationToken).ConfigureAwait(false);
            if (frame.Slot is not { } slot)
            {
                Root = directory;
                return;
            }

            frame = await PutAsync(slot, directory, cancellationToken).ConfigureAwait(false) ? slot.Frame : null;
        }
    }

    /// <summary>Puts an entry in its place; true when it was the last one that its directory awaited.</summary>
    private async ValueTask<bool> PutAsync(EntrySlot slot, TreeEntry? entry, CancellationToken cancellationToken)
    {
        ImportFrame frame = slot.Frame;
        frame.Entries.Put(slot.Index, entry);

        // Before the release: while somebody stores entries, the directory does not look complete to anybody else.
        if (frame.Entries.TryBeginTaking())
        {
            await StoreAsync(frame, cancellationToken).ConfigureAwait(false);
            frame.Entries.EndTaking();
        }

        return frame.Release();
    }

    /// <summary>Stores what has arrived, up to the first entry that has not.</summary>
    private async ValueTask<DirectoryBuilder> StoreAsync(ImportFrame frame, CancellationToken cancellationToken)
    {
        DirectoryBuilder nodes = frame.Builder ??= new DirectoryBuilder(writer, frame.Path);
        while (frame.Entries.TryTake() is { } entry)
        {
            await nodes.AddAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        return nodes;
    }
}
