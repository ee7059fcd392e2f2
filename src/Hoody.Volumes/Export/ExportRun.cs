using System.Threading.Channels;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;
using Hoody.Volumes.Workers;

namespace Hoody.Volumes.Export;

/// <summary>One export: a walk over the tree in path order that removes, makes directories and links, and workers that do the files.</summary>
/// <remarks>
/// Every name is opened below the descriptor of its directory, so a link that someone puts in the way is met and refused, never
/// followed. A directory gets its metadata when the walk has left it and all in it is done: its time would not last otherwise.
/// </remarks>
internal sealed class ExportRun(ExportSession session, int degreeOfParallelism)
{
    private readonly BatchExporter _exporter = new(session);
    private readonly DirectoryExporter _directories = new(session);
    private readonly HardLinker _links = new(session);
    private readonly KeptEntries _kept = new(session);
    private readonly Stack<ExportFrame> _walk = new();
    private readonly WalkBudget _budget = new();

    public Task RunAsync(TreeEntry tree, Descriptor root, CancellationToken cancellationToken) => WorkQueue.RunAsync<IReadOnlyList<ExportWork>>(
        degreeOfParallelism,
        (queue, stop) => WalkAsync(tree, root, queue, stop),
        DoAsync,
        batch => Abandon(batch[0].Frame),
        cancellationToken);

    private async Task WalkAsync(TreeEntry tree, Descriptor root, ChannelWriter<IReadOnlyList<ExportWork>> queue, CancellationToken cancellationToken)
    {
        try
        {
            Push(await _directories.EnterRootAsync(tree, root, cancellationToken).ConfigureAwait(false));
            while (_walk.TryPeek(out ExportFrame? frame))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await frame.Entries.ReadAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    await VisitAsync(root, frame, entry, queue, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await EnqueueSmallAsync(frame, queue, cancellationToken).ConfigureAwait(false);
                    Pop();
                }
            }
        }
        finally
        {
            foreach (ExportFrame frame in _walk)
            {
                Abandon(frame);
            }
        }
    }

    private void Push(ExportFrame frame)
    {
        _walk.Push(frame);
        _budget.Enter(frame.Path, frame.Entries.MaxItemsHeld);
    }

    private void Pop()
    {
        ExportFrame frame = _walk.Pop();
        _budget.Leave(frame.Entries.MaxItemsHeld);
        Release(frame);
    }

    private async ValueTask VisitAsync(
        Descriptor root, ExportFrame frame, TreeEntry entry, ChannelWriter<IReadOnlyList<ExportWork>> queue, CancellationToken cancellationToken)
    {
        TreePath path = frame.Path.Combine(entry.Name);
        (int index, bool isPresent) = frame.TakeNext();
        FileStatus? existing = _directories.FindExisting(frame, entry, path, isPresent);
        if (entry.Type == EntryType.Directory)
        {
            ExportFrame below = await _directories.EnterAsync(frame, index, entry, path, existing, cancellationToken).ConfigureAwait(false);
            frame.Hold();
            Push(below);
            return;
        }

        ExportWork work = new(frame, path, index, entry, existing, existing is null ? null : frame.Known?.Find(entry.Name), null);

        LinkLeader? leader = _links.LeaderOf(frame, entry, out bool isLeader);
        if (leader is not null && !isLeader)
        {
            FileIdentity? made = await leader.Made.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (made is { } target && _links.TryLink(root, frame.Descriptor, entry, path, existing, leader, target, cancellationToken))
            {
                work.Remember(work.IsProvedWhole && existing?.Identity == target ? work.Known!.Value : EntryMemory.Unknown(entry)); // Not null: by it is proved.
                return;
            }

            leader = null;
        }

        work = work with { Leader = leader };
        if (_kept.TryKeep(work))
        {
            return;
        }

        if (!BatchExporter.IsSmall(work))
        {
            await EnqueueAsync(frame, [work], queue, cancellationToken).ConfigureAwait(false);
            return;
        }

        frame.Small.Add(work);
        if (frame.Small.Count == BatchExporter.MaxCount)
        {
            await EnqueueSmallAsync(frame, queue, cancellationToken).ConfigureAwait(false);
        }
    }

    // Those of one directory: files of many would hold as many descriptors open.
    private static async ValueTask EnqueueSmallAsync(
        ExportFrame frame, ChannelWriter<IReadOnlyList<ExportWork>> queue, CancellationToken cancellationToken)
    {
        if (frame.Small.Count > 0)
        {
            await EnqueueAsync(frame, frame.Small, queue, cancellationToken).ConfigureAwait(false);
            frame.Small = [];
        }
    }

    private static async ValueTask EnqueueAsync(
        ExportFrame frame, IReadOnlyList<ExportWork> batch, ChannelWriter<IReadOnlyList<ExportWork>> queue, CancellationToken cancellationToken)
    {
        frame.Hold();
        try
        {
            await queue.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Abandon(frame);
            throw;
        }
    }

    private async Task DoAsync(IReadOnlyList<ExportWork> batch, CancellationToken cancellationToken)
    {
        ExportFrame frame = batch[0].Frame;
        try
        {
            await _exporter.ExportAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Abandon(frame);
            throw;
        }

        Release(frame);
    }

    /// <summary>Somebody is done in a directory; the last one leaves it, and is then done in the one above.</summary>
    private void Release(ExportFrame released)
    {
        ExportFrame? frame = released;
        while (frame is not null && frame.Release())
        {
            ExportFrame? parent = frame.Parent;
            try
            {
                _directories.Leave(frame);
            }
            catch
            {
                Abandon(parent);
                throw;
            }

            if (frame.IsAbandoned)
            {
                parent?.MarkAbandoned();
            }

            frame = parent;
        }
    }

    /// <summary>After a failure: the directory and those above keep the metadata they have.</summary>
    private static void Abandon(ExportFrame? frame)
    {
        for (bool isLast = true; isLast && frame is not null; frame = frame.Parent)
        {
            frame.MarkAbandoned();
            isLast = frame.Release();
            if (isLast)
            {
                frame.Descriptor.Dispose();
            }
        }
    }
}
