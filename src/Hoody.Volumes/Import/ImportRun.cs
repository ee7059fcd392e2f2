using System.Threading.Channels;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;
using Hoody.Volumes.Workers;

namespace Hoody.Volumes.Import;

/// <summary>One import: a walk that looks at every entry in path order, workers that read files, and nodes made as they complete.</summary>
/// <remarks>
/// Directories are complete when the last of their entries has arrived, from the leaves up; so the tree does not depend on which
/// worker was faster. What is held at a time: the names in the directories on the way to the walk's place, in those with files in
/// the queue, and in those with a file some of whose names have not been met; and the entries that follow one not yet there.
/// </remarks>
internal sealed class ImportRun(ImportSession session)
{
    private readonly EntryReader _reader = new(session);
    private readonly HardLinkGroups _links = new();
    private readonly Stack<ImportFrame> _walk = new();
    private readonly TreeAssembly _assembly = new(session.Writer);

    /// <summary>Reads the tree below <paramref name="root"/>; all its blobs are put, and not yet flushed.</summary>
    public async Task<TreeEntry> RunAsync(Descriptor root, CancellationToken cancellationToken)
    {
        await WorkQueue.RunAsync<ImportWork>(
            session.Options.DegreeOfParallelism,
            (queue, stop) => WalkAsync(root, queue, stop),
            (work, stop) => work.Group is { } group ? ReadGroupAsync(root, group, stop) : ReadFileAsync(work, stop),
            work => work.Release(),
            cancellationToken).ConfigureAwait(false);
        session.Meter.Report();
        return _assembly.Root ?? throw new InvalidOperationException("The walk ended before the root was complete.");
    }

    private async Task WalkAsync(Descriptor root, ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        try
        {
            PushRoot(root);
            while (_walk.TryPeek(out ImportFrame? frame))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (frame.TryTakeName(out EntrySlot slot))
                {
                    await VisitAsync(slot, queue, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await LeaveAsync(_walk.Pop(), cancellationToken).ConfigureAwait(false);
                }
            }

            foreach (HardLinkGroup group in _links.Settle())
            {
                await _assembly.DeliverAsync(group, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            CloseWalk();
        }
    }

    private void PushRoot(Descriptor root)
    {
        Errno error = root.OpenDirectoryBeneath(TreePath.Root, out Descriptor copy);
        OpenedDirectory opened = _reader.ListDirectory(copy, EntryName.Root, TreePath.Root, error)
            ?? throw session.Errors.Of(TreePath.Root, "cannot be listed");
        _walk.Push(new ImportFrame(null, TreePath.Root, opened));
    }

    private async ValueTask VisitAsync(EntrySlot slot, ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        Errno error = slot.Frame.Descriptor.GetStatus(slot.Name, out FileStatus status);
        if (error != Errno.None)
        {
            session.LeaveOut(slot.Path, error);
            await _assembly.ArriveAsync(slot, null, cancellationToken).ConfigureAwait(false);
        }
        else if (session.IsExcluded(slot.Path, status.Type))
        {
            await _assembly.ArriveAsync(slot, null, cancellationToken).ConfigureAwait(false);
        }
        else if (status.Type == EntryType.Directory)
        {
            await EnterAsync(slot, cancellationToken).ConfigureAwait(false);
        }
        else if (status.IsHardLinked)
        {
            await VisitLinkedAsync(slot, status, queue, cancellationToken).ConfigureAwait(false);
        }
        else if (status.Type == EntryType.File)
        {
            session.Meter.FileFound(status.Length);
            await EnqueueAsync(slot, queue, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            TreeEntry? entry = await ReadAsync(slot, slot.Frame.Descriptor, status.Type, cancellationToken).ConfigureAwait(false);
            await _assembly.ArriveAsync(slot, entry, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask EnqueueAsync(EntrySlot slot, ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        ImportWork work = new(slot, EntryType.File, null);
        slot.Frame.HoldDescriptor();
        try
        {
            await queue.WriteAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            work.Release();
            throw;
        }
    }

    private async ValueTask EnterAsync(EntrySlot slot, CancellationToken cancellationToken)
    {
        if (slot.Frame.Depth == TreeLimits.MaxDepth)
        {
            throw session.Errors.Of(slot.Path, $"lies deeper than {TreeLimits.MaxDepth} directories");
        }

        OpenedDirectory? opened = _reader.OpenDirectory(slot.Frame.Descriptor, slot.Name, slot.Path);
        if (opened is null)
        {
            await _assembly.ArriveAsync(slot, null, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _walk.Push(new ImportFrame(slot, slot.Path, opened));
        }
    }

    private async ValueTask VisitLinkedAsync(
        EntrySlot slot, FileStatus status, ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        HardLinkGroup group = _links.Meet(status, slot.Path);
        if (status.Type == EntryType.File)
        {
            session.Meter.FileFound(group.NamesMet == 1 ? status.Length : 0);
        }

        if (group.Add(slot))
        {
            await queue.WriteAsync(new ImportWork(slot, status.Type, group), cancellationToken).ConfigureAwait(false);
        }

        await _assembly.DeliverAsync(group, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask LeaveAsync(ImportFrame frame, CancellationToken cancellationToken)
    {
        Errno error = frame.Descriptor.GetStatus(out FileStatus after);
        if (error == Errno.None && !frame.Status.IsSameStateAs(after))
        {
            session.Notice(frame.Path, ImportNoticeKind.ChangedWhileRead, "changed while it was read; entries may be missing");
        }

        frame.ReleaseDescriptor();
        await _assembly.EndWalkAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadFileAsync(ImportWork work, CancellationToken cancellationToken)
    {
        TreeEntry? entry;
        try
        {
            entry = await ReadAsync(work.Slot, work.Slot.Frame.Descriptor, work.Type, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            work.Release();
        }

        await _assembly.ArriveAsync(work.Slot, entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a file by the first of its names that is still there.</summary>
    private async Task ReadGroupAsync(Descriptor root, HardLinkGroup group, CancellationToken cancellationToken)
    {
        TreeEntry? entry = null;
        while (entry is null && group.TryTakeForReading(out EntrySlot slot))
        {
            // By path: a directory whose links are awaited must not stay open, there may be more of them than descriptors.
            Errno error = root.OpenDirectoryBeneath(slot.Frame.Path, out Descriptor directory);
            using Descriptor opened = directory;
            if (error != Errno.None)
            {
                session.LeaveOut(slot.Path, error);
            }
            else
            {
                entry = await ReadAsync(slot, directory, group.Type, cancellationToken).ConfigureAwait(false);
            }

            if (entry is null)
            {
                await _assembly.ArriveAsync(slot, null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                group.SetEntry(slot, entry);
            }
        }

        await _assembly.DeliverAsync(group, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<TreeEntry?> ReadAsync(EntrySlot slot, Descriptor directory, EntryType type, CancellationToken cancellationToken) =>
        _reader.ReadAsync(directory, slot.Name, slot.Path, type, cancellationToken);

    /// <summary>After a failure: the descriptors that the walk still holds.</summary>
    private void CloseWalk()
    {
        foreach (ImportFrame frame in _walk)
        {
            frame.ReleaseDescriptor();
        }
    }
}
