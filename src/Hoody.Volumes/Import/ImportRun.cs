using System.Threading.Channels;
using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;
using Hoody.Volumes.Workers;

namespace Hoody.Volumes.Import;

/// <summary>One import: a walk that looks at every entry in path order, workers that read files, and nodes made as they complete.</summary>
/// <remarks>
/// Directories are complete when the last of their entries has arrived, from the leaves up; so the tree does not depend on which
/// worker was faster. What is held at a time: the names in the directories on the way to the walk's place, in those with files in
/// the queue, and in those with a file some of whose names have not been met; and the entries that follow one not yet there.
/// </remarks>
internal sealed class ImportRun
{
    private readonly ImportSession _session;
    private readonly EntryReader _reader;
    private readonly TreeAssembly _assembly;
    private readonly LinkedFiles _links;
    private readonly Stack<ImportFrame> _walk = new();
    private readonly ScanAhead _ahead;

    public ImportRun(ImportSession session)
    {
        _session = session;
        _reader = new EntryReader(session);
        _assembly = new TreeAssembly(session);
        _links = new LinkedFiles(session, _reader, _assembly);
        _ahead = new ScanAhead(session);
    }

    /// <summary>Where the new cache has the entries of the root; null when nothing in it has changed.</summary>
    public long? RootCacheOffset => _assembly.RootCacheOffset;

    /// <summary>Reads the tree below <paramref name="root"/>; all its blobs are put, and not yet flushed.</summary>
    public async Task<TreeEntry> RunAsync(Descriptor root, CancellationToken cancellationToken)
    {
        await WorkQueue.RunAsync<ImportWork>(
            _session.Options.DegreeOfParallelism,
            (queue, stop) => WalkAsync(root, queue, stop),
            (work, stop) => work.Group is { } group ? _links.ReadAsync(root, group, stop) : ReadFileAsync(work, stop),
            work => work.Release(),
            cancellationToken).ConfigureAwait(false);
        _session.Meter.Report();
        return _assembly.Root ?? throw new InvalidOperationException("The walk ended before the root was complete.");
    }

    private async Task WalkAsync(Descriptor root, ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        try
        {
            await PushRootAsync(root, cancellationToken).ConfigureAwait(false);
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

            await _links.SettleAsync(queue, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await CloseWalkAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask PushRootAsync(Descriptor root, CancellationToken cancellationToken)
    {
        CachedDirectory? known = _session.Cache is { } cache ? await cache.ReadRootAsync(cancellationToken).ConfigureAwait(false) : null;
        DirectoryScan scan = new(null, root, EntryName.Root);
        await _ahead.ScanAsync(scan).ConfigureAwait(false);
        if (!await TryPushAsync(scan, null, TreePath.Root, null, () => new(known)).ConfigureAwait(false))
        {
            throw _session.Errors.Of(TreePath.Root, "cannot be listed");
        }
    }

    private async ValueTask VisitAsync(EntrySlot slot, ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        DirectoryScan directory = slot.Frame.Scan;
        (Errno error, FileStatus status) = directory.Looks!.At(slot.Index); // Not null: it was entered.
        _ahead.Follow(directory);
        if (error != Errno.None)
        {
            _session.LeaveOut(slot.Path, error);
        }

        if (error != Errno.None || _session.IsExcluded(slot, status.Type))
        {
            await _assembly.ArriveAsync(slot, Arrival.LeftOut, cancellationToken).ConfigureAwait(false);
        }
        else if (status.Type == EntryType.Directory)
        {
            await EnterAsync(slot, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            CachedEntry? known = slot.Frame.FindKnown(slot.Name) is { } before && before.Proves(new FileStamp(status)) ? before : null;
            if (status.IsHardLinked)
            {
                await _links.VisitAsync(slot, status, known, queue, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await VisitSingleAsync(slot, status, known, queue, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask VisitSingleAsync(
        EntrySlot slot, FileStatus status, CachedEntry? known, ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        bool isFile = status.Type == EntryType.File;
        if (isFile)
        {
            _session.Meter.FileFound(status.Length);
        }

        if (known is { } kept && !HeldContent.IsListed(kept) && _session.Cache!.Held.HoldsUnlisted(kept)) // Not null: by it something is known.
        {
            await KeepAsync(slot, kept, cancellationToken).ConfigureAwait(false);
        }
        else if (isFile)
        {
            await new ImportWork(slot, null, known).EnqueueAsync(queue, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Arrival arrival = await ReadAsync(slot, slot.Frame.Descriptor, status.Type, cancellationToken).ConfigureAwait(false);
            await _assembly.ArriveAsync(slot, arrival, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask KeepAsync(EntrySlot slot, CachedEntry kept, CancellationToken cancellationToken)
    {
        if (kept.Stamp.Type == EntryType.File)
        {
            _session.Meter.FileDone(kept.Stamp.Length);
        }

        await _assembly.ArriveAsync(slot, Arrival.Kept, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask EnterAsync(EntrySlot slot, CancellationToken cancellationToken)
    {
        if (slot.Frame.Depth == TreeLimits.MaxDepth)
        {
            throw _session.Errors.Of(slot.Path, $"lies deeper than {TreeLimits.MaxDepth} directories");
        }

        CachedEntry? known = slot.Frame.FindKnown(slot.Name);
        DirectoryScan scan = await _ahead.TakeAsync(slot.Frame.Scan, slot.Index).ConfigureAwait(false);
        if (!await TryPushAsync(scan, slot, slot.Path, known, () => ReadKnownAsync(slot, known, cancellationToken)).ConfigureAwait(false))
        {
            await _assembly.ArriveAsync(slot, Arrival.LeftOut, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask<CachedDirectory?> ReadKnownAsync(EntrySlot slot, CachedEntry? known, CancellationToken cancellationToken) =>
        known is { } entry && _session.Cache is { } cache && slot.Frame.Known is { } parent
            ? cache.ReadAsync(parent, entry, slot.Path, cancellationToken)
            : new((CachedDirectory?)null);

    /// <summary>Goes on in a directory that was scanned; false when it is left out.</summary>
    private async ValueTask<bool> TryPushAsync(
        DirectoryScan scan, EntrySlot? slot, TreePath path, CachedEntry? known, Func<ValueTask<CachedDirectory?>> readKnownAsync)
    {
        bool isPushed = false;
        try
        {
            if (_reader.Open(scan, slot is { } there ? there.Name : EntryName.Root, path, known) is { } opened)
            {
                _walk.Push(new ImportFrame(_session, slot, path, opened, await readKnownAsync().ConfigureAwait(false)));
                isPushed = true;
            }

            return isPushed;
        }
        finally
        {
            if (!isPushed)
            {
                await _ahead.AbandonAsync(scan).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask LeaveAsync(ImportFrame frame, CancellationToken cancellationToken)
    {
        Errno error = frame.Descriptor.GetStatus(out FileStatus after);
        if (error == Errno.None && !frame.Status.IsSameStateAs(after))
        {
            _session.Notice(frame.Path, ImportNoticeKind.ChangedWhileRead, "changed while it was read; entries may be missing");
        }

        frame.EndWalk();
        await _assembly.EndWalkAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadFileAsync(ImportWork work, CancellationToken cancellationToken)
    {
        Arrival arrival;
        try
        {
            if (work.Known is { } known && await _session.Cache!.Held.HoldsFileAsync(known, work.Slot.Path, cancellationToken).ConfigureAwait(false))
            {
                await KeepAsync(work.Slot, known, cancellationToken).ConfigureAwait(false);
                return;
            }

            arrival = await ReadAsync(work.Slot, work.Slot.Frame.Descriptor, EntryType.File, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            work.Release();
        }

        await _assembly.ArriveAsync(work.Slot, arrival, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<Arrival> ReadAsync(EntrySlot slot, Descriptor directory, EntryType type, CancellationToken cancellationToken) =>
        _reader.ReadAsync(directory, slot.Name, slot.Path, type, cancellationToken);

    /// <summary>After a failure: the descriptors that the walk still holds.</summary>
    private async Task CloseWalkAsync()
    {
        foreach (ImportFrame frame in _walk)
        {
            await _ahead.AbandonBelowAsync(frame.Scan).ConfigureAwait(false);
            frame.EndWalk();
        }
    }
}
