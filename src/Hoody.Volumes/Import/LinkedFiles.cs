using System.Threading.Channels;
using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>The files of several names: each is read once, by whichever name is still there, and put wherever it has one.</summary>
internal sealed class LinkedFiles(ImportSession session, EntryReader reader, TreeAssembly assembly)
{
    private readonly HardLinkGroups _groups = new();

    /// <summary>The walk has met a name of such a file.</summary>
    public async ValueTask VisitAsync(
        EntrySlot slot, FileStatus status, CachedEntry? known, ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        bool isKept = known is { } before && await session.Cache!.Held.HoldsFileAsync(before, slot.Path, cancellationToken).ConfigureAwait(false);
        HardLinkGroup group = _groups.Meet(status, slot, isKept ? known!.Value.HardLinkGroup : null, out bool mustRead);
        if (status.Type == EntryType.File)
        {
            session.Meter.FileFound(group.NamesMet == 1 ? status.Length : 0);
            if (isKept && group.NamesMet == 1)
            {
                session.Meter.FileDone(status.Length);
            }
        }

        if (mustRead)
        {
            await queue.WriteAsync(new ImportWork(slot, group), cancellationToken).ConfigureAwait(false);
        }

        await assembly.DeliverAsync(group, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The walk has met every name that it will meet.</summary>
    public async ValueTask SettleAsync(ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        foreach ((HardLinkGroup group, bool mustRead) in _groups.Settle())
        {
            if (mustRead)
            {
                await queue.WriteAsync(new ImportWork(default, group), cancellationToken).ConfigureAwait(false);
            }

            await assembly.DeliverAsync(group, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a file by the first of its names that is still there.</summary>
    public async Task ReadAsync(Descriptor root, HardLinkGroup group, CancellationToken cancellationToken)
    {
        bool isRead = false;
        while (!isRead && group.TryTakeForReading(out EntrySlot slot))
        {
            // By path: a directory whose links are awaited must not stay open, there may be more of them than descriptors.
            Errno error = root.OpenDirectoryBeneath(slot.Frame.Path, out Descriptor directory);
            using Descriptor opened = directory;
            Arrival arrival = Arrival.LeftOut;
            if (error != Errno.None)
            {
                session.LeaveOut(slot.Path, error);
            }
            else
            {
                arrival = await reader.ReadAsync(directory, slot.Name, slot.Path, group.Type, cancellationToken).ConfigureAwait(false);
            }

            isRead = arrival.Entry is not null && group.IsThis(arrival);
            if (isRead)
            {
                group.SetRead(slot, arrival);
            }
            else
            {
                // Left out, or another file, which has this name of the group's to itself.
                await assembly.ArriveAsync(slot, arrival, cancellationToken).ConfigureAwait(false);
            }
        }

        await assembly.DeliverAsync(group, cancellationToken).ConfigureAwait(false);
    }
}
