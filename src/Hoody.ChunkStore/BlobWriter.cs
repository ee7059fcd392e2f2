using System.IO.Hashing;
using System.Runtime.ExceptionServices;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Writing;

namespace Hoody.ChunkStore;

/// <summary>One session of writing: collects blobs in packs and makes them durable.</summary>
/// <remarks>
/// <see cref="PutAsync"/> and <see cref="FlushAsync"/> are safe to call from any thread. A blob is present in the store when its pack is
/// durable: after <see cref="FlushAsync"/> at the latest, and never before the blobs that were put before it, if it is not a chunk. After an
/// error of the backend every call ends with that error: dispose the writer and begin a new one.
/// Holds up to about 110 MiB: a pack of each sort that fills, one batch that waits, one that is written.
/// </remarks>
public sealed class BlobWriter : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly BlobIndex _index;
    private readonly BlobStoreOptions _options;
    private readonly PackQueue _queue;
    private readonly Func<CancellationToken, Task<StorePin>> _takePin;
    private readonly CancellationTokenSource _ending = new();

    // What is in packs that are not durable yet, so that this session stores nothing twice.
    private readonly HashSet<BlobId> _pending = [];

    private PackBuilder _data;
    private PackBuilder _trees;
    private WriteStatistics _statistics;
    private Task<StorePin>? _pin;
    private bool _isDisposed;

    internal BlobWriter(BlobIndex index, PackWriter writer, Func<CancellationToken, Task<StorePin>> takePin, BlobStoreOptions options)
    {
        _index = index;
        _takePin = takePin;
        _options = options;
        _data = new PackBuilder(options.DataPackLengthBytes);
        _trees = new PackBuilder(options.TreePackLengthBytes);
        _queue = new PackQueue(writer, OnWritten);
    }

    /// <summary>What was put so far.</summary>
    public WriteStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return _statistics;
            }
        }
    }

    /// <summary>Adds a blob, unless the store or this session has it. Not durable before <see cref="FlushAsync"/>.</summary>
    /// <param name="kind">What the blob is.</param>
    /// <param name="plain">Its bytes, at most <see cref="BlobStore.MaxBlobLengthBytes"/>; the caller may reuse them on return.</param>
    /// <param name="cancellationToken">Cancels the wait for room; the blob is then not put, and the writer stays usable.</param>
    /// <returns>The blob's id.</returns>
    /// <exception cref="ArgumentException">The kind is not a kind, or the blob is too long.</exception>
    /// <exception cref="ChunkStoreException">An earlier pack of this session could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public async ValueTask<BlobId> PutAsync(BlobKind kind, ReadOnlyMemory<byte> plain, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plain.Length, BlobStore.MaxBlobLengthBytes, nameof(plain));
        cancellationToken.ThrowIfCancellationRequested();
        await TakePinOnce().WaitAsync(cancellationToken).ConfigureAwait(false);

        // Hash and checksum outside the lock: they are most of the work.
        BlobId id = BlobId.Compute(kind, plain.Span);
        if (!TryPutKnown(id))
        {
            PackEntry entry = new(id, kind, PackEntry.CodecNone, plain.Length, plain.Length);
            PackRecordHeader header = new(entry, Crc32.HashToUInt32(plain.Span));
            while (!TryPut(header, plain.Span))
            {
                await _queue.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return id;
    }

    /// <summary>Makes everything that was put so far durable and present.</summary>
    /// <param name="cancellationToken">Cancels the wait; what is being written is still written.</param>
    /// <exception cref="ChunkStoreException">A pack of this session could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!TryFlush(written))
        {
            await _queue.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        }

        await written.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            ThrowIfUnusable();
        }
    }

    /// <summary>Ends the session. Blobs that were not flushed may be lost.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        await _queue.DisposeAsync().ConfigureAwait(false);
        _data.Dispose();
        _trees.Dispose();
        await _ending.CancelAsync().ConfigureAwait(false);
        if (_pin is not null && await Task.WhenAny(_pin).ConfigureAwait(false) is { IsCompletedSuccessfully: true } taken)
        {
            StorePin pin = await taken.ConfigureAwait(false);
            await pin.DisposeAsync().ConfigureAwait(false);
        }

        _ending.Dispose();
    }

    // Before the first blob is looked up: what is found present must stay so until the session ends.
    private Task<StorePin> TakePinOnce()
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            return _pin ??= _takePin(_ending.Token);
        }
    }

    private bool TryPutKnown(BlobId id)
    {
        lock (_gate)
        {
            ThrowIfUnusable();

            // Pending first: a pack that becomes durable enters the index before it leaves the pending set.
            if (!_pending.Contains(id) && !_index.Contains(id))
            {
                return false;
            }

            _statistics = _statistics with { BlobsPut = _statistics.BlobsPut + 1 };
            return true;
        }
    }

    /// <summary>False when there is no room now; nothing was changed then.</summary>
    private bool TryPut(PackRecordHeader header, ReadOnlySpan<byte> plain)
    {
        PackEntry entry = header.Entry;
        bool isChunk = entry.Kind == BlobKind.Chunk;
        lock (_gate)
        {
            if (TryPutKnown(entry.Id))
            {
                return true; // another thread of this session came first
            }

            if (!(isChunk ? _data : _trees).HasRoomFor(entry.StoredLength) && !TryQueue(withTrees: !isChunk, written: null))
            {
                return false;
            }

            (isChunk ? _data : _trees).Append(header, plain);
            _pending.Add(entry.Id);
            _statistics = new WriteStatistics(
                _statistics.BlobsPut + 1,
                _statistics.BlobsNew + 1,
                _statistics.PlainBytesNew + entry.RawLength,
                _statistics.StoredBytesNew + entry.RecordLength);
            return true;
        }
    }

    private bool TryFlush(TaskCompletionSource written)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            return TryQueue(withTrees: true, written);
        }
    }

    // The data goes along with every tree pack, full or not: no tree may be present without what was put before it.
    private bool TryQueue(bool withTrees, TaskCompletionSource? written)
    {
        if (!_queue.TryEnqueue(new PackBatch(_data, withTrees ? _trees : null, written)))
        {
            return false;
        }

        _data = new PackBuilder(_options.DataPackLengthBytes);
        _trees = withTrees ? new PackBuilder(_options.TreePackLengthBytes) : _trees;
        return true;
    }

    private void OnWritten(PackBuilder pack)
    {
        lock (_gate)
        {
            foreach (PackEntry entry in pack.Entries)
            {
                _pending.Remove(entry.Id);
            }
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_queue.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
