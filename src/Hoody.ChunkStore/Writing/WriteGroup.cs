using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Telemetry;

namespace Hoody.ChunkStore.Writing;

/// <summary>What the sessions of one process share: one pair of open packs, one queue into them, one writer out of them.</summary>
/// <remarks>
/// <code>
/// put: known? → queue (encoded on the pool, leaves in order) → open packs, in parts to a file → writer: data pack, then tree pack → index
/// </code>
/// Sharing keeps the memory of many sessions that of one, fills packs, and lets sessions that flush at once share the fsyncs. The first
/// error ends the group for all its sessions: after it nobody could say what became durable.
/// </remarks>
internal sealed partial class WriteGroup : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly BlobIndex _index;
    private readonly BlobStoreOptions _options;
    private readonly PackWriter _writer;
    private readonly PutTotals _totals;
    private readonly OpenPacks _open;
    private readonly PutQueue _queue;
    private readonly PutBlocks _blocks = new();
    private readonly AsyncSignal _taken = new();
    private readonly AsyncSignal _wanted = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private readonly PendingBlobs _pending = new();
    private volatile Task _writing = Task.CompletedTask;
    private int _packsWritten;
    private volatile Exception? _failure;

    internal WriteGroup(BlobIndex index, PackWriter writer, PutTotals totals, BlobStoreOptions options)
    {
        _index = index;
        _options = options;
        _writer = writer;
        _totals = totals;
        _open = new OpenPacks(writer, options);
        _queue = new PutQueue(options.MaxQueuedBytes);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>The sessions that use the group; guarded by <see cref="WriteGroups"/>.</summary>
    internal int SessionCount { get; set; }

    /// <summary>Ends when what is being written at this moment is in the index, or has failed.</summary>
    internal Task Writing => _writing;

    /// <summary>Whether nothing more is written.</summary>
    internal bool HasFailed => _failure is not null;

    /// <summary>Completes at the next change that may have made room.</summary>
    internal Task RoomChanged => _queue.RoomChanged;

    internal void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Completes when all that was put so far is durable, or the group has failed.</summary>
    internal Task FlushAsync()
    {
        TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _queue.TryEnqueue(written) ? written.Task : Task.CompletedTask;
    }

    /// <summary>Completes when all that was found present is durable, whoever put it.</summary>
    internal ValueTask SettleAsync(CancellationToken cancellationToken) => _writer.SettleAsync(cancellationToken);

    /// <summary>Abandons what is not durable yet.</summary>
    public async ValueTask DisposeAsync()
    {
        Fail(new ObjectDisposedException(nameof(BlobWriter)));
        await _work.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        StoreActivity.Detach(); // from whoever was the first to put something
        await Task.WhenAll(UntilFailureAsync(FillAsync), UntilFailureAsync(WriteAsync)).ConfigureAwait(false);
        _open.Dispose();
        await _queue.CloseAsync().ConfigureAwait(false);
        _blocks.Dispose();
    }

    // Not lost: the failure is set before anybody who waits is released, and every later call of every session ends with it.
    private async Task UntilFailureAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await Task.Yield();
            await work(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
        }

        _stop.Cancel();
    }

    private async Task FillAsync(CancellationToken stop)
    {
        await foreach (PutQueue.Item item in _queue.ReadAllAsync(stop).ConfigureAwait(false))
        {
            if (item.Flush is { } flush)
            {
                _open.Flush(flush);
                _wanted.Set();
            }
            else if (item.Put is { } job)
            {
                await AppendAsync(job, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task AppendAsync(PutJob job, CancellationToken stop)
    {
        try
        {
            await job.Encoded.ConfigureAwait(false);
            Task taken = _taken.Next;
            while (!_open.TryAppend(job.Header, job.Payload))
            {
                _wanted.Set();
                await taken.WaitAsync(stop).ConfigureAwait(false);
                taken = _taken.Next;
            }

            if (await _open.SpillAsync(stop).ConfigureAwait(false))
            {
                _wanted.Set(); // whoever wanted something meanwhile was told that there is nothing
            }

            job.Session.CountStored(job.Header.Entry.RecordLength);
        }
        finally
        {
            _queue.Leave(job);
        }
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        while (true)
        {
            Task wanted = _wanted.Next;
            if (_open.TryTake() is { } batch)
            {
                TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _writing = over.Task;
                _taken.Set();
                await WriteAsync(batch, stop).ConfigureAwait(false);
                over.SetResult();
            }
            else
            {
                await wanted.WaitAsync(stop).ConfigureAwait(false);
            }

            stop.ThrowIfCancellationRequested();
        }
    }

    private async Task WriteAsync(PackBatch batch, CancellationToken stop)
    {
        using Activity? activity = StoreActivity.Start(ActivityNames.WritePacks);
        activity?.SetTag(TagNames.Blobs, batch.BlobCount);
        try
        {
            await WriteAsync(batch.Data, stop).ConfigureAwait(false);
            await WriteAsync(batch.Trees, stop).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            Fail(exception); // before those who wait are released
        }

        batch.Complete();
    }

    private async Task WriteAsync(PackBuilder? pack, CancellationToken stop)
    {
        if (pack is null or { IsEmpty: true })
        {
            return;
        }

        await _writer.WriteAsync(pack, stop).ConfigureAwait(false);
        lock (_gate)
        {
            // The index has them by now: a blob is in one of the two at every moment.
            _pending.Remove(pack.Entries);
            _packsWritten++;
        }
    }
}
