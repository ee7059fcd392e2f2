using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Stores each directory once the last of its entries has arrived, whoever brings it; hence from the leaves up. Thread-safe.</summary>
internal sealed class TreeAssembly(BlobWriter writer)
{
    /// <summary>The finished tree; null before all of it has arrived.</summary>
    public TreeEntry? Root { get; private set; }

    /// <summary>Puts an entry in its place; null when it is left out.</summary>
    public ValueTask ArriveAsync(EntrySlot slot, TreeEntry? entry, CancellationToken cancellationToken) =>
        slot.Frame.Arrive(slot.Index, entry) ? CompleteAsync(slot.Frame, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Nothing new will be awaited in the directory.</summary>
    public ValueTask EndWalkAsync(ImportFrame frame, CancellationToken cancellationToken) =>
        frame.EndWalk() ? CompleteAsync(frame, cancellationToken) : ValueTask.CompletedTask;

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
            TreeEntry directory = await TreeWriter.PutDirectoryAsync(
                writer, frame.Directory, frame.Entries, frame.Path, cancellationToken).ConfigureAwait(false);
            if (frame.Slot is not { } slot)
            {
                Root = directory;
                return;
            }

            frame = slot.Frame.Arrive(slot.Index, directory) ? slot.Frame : null;
        }
    }
}
