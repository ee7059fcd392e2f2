using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Telemetry;
using Hoody.ChunkStore.Writing;
using Hoody.Hashing;

namespace Hoody.ChunkStore;

/// <summary>One session of writing: collects blobs in packs and makes them durable.</summary>
/// <remarks>
/// All members are safe to call from any thread. A blob is present in the store when its pack is durable: after <see cref="FlushAsync"/>
/// at the latest, and never before the blobs that were put before it, if it is not a chunk. After an error of the backend every call ends
/// with that error: dispose the writer and begin a new one. Compression, as <see cref="BlobStoreOptions.Compression"/> says, happens on
/// other threads, after a blob turned out to be new.
/// The sessions of one store share their packs, so their memory together is that of one: 2 to 8 MiB that wait to be encoded, by the number of processors, with their payloads, and
/// two packs of each sort, of which one fills while the other is written. A disk takes these in parts, to files without a name, so that less than 1 MiB of each is in memory; a backend
/// that takes only whole objects, and every decorator, up to 40 MiB together. An error ends all that have put something.
/// </remarks>
public sealed partial class BlobWriter : IAsyncDisposable
{
    private readonly ChunkerProfile _chunker;
    private readonly WriteGroups _groups;
    private readonly SessionCounters _counters = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task<WriteSession>? _session;

    internal BlobWriter(ChunkerProfile chunker, WriteGroups groups) => (_chunker, _groups) = (chunker, groups);

    /// <summary>What was put so far. <see cref="WriteStatistics.StoredBytesNew"/> follows as blobs are encoded; a flush completes it.</summary>
    public WriteStatistics Statistics => _counters.Statistics;

    /// <summary>Adds a blob, unless the store or a session has it. Not durable before <see cref="FlushAsync"/>.</summary>
    /// <param name="kind">What the blob is.</param>
    /// <param name="plain">Its bytes, at most <see cref="BlobStore.MaxBlobLengthBytes"/>; the caller may reuse them on return.</param>
    /// <param name="cancellationToken">Cancels the wait for room; the blob is then not put, and the writer stays usable.</param>
    /// <returns>The blob's id.</returns>
    /// <exception cref="ArgumentException">The kind is not a kind, or the blob is too long.</exception>
    /// <exception cref="ChunkStoreException">An earlier pack could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public async ValueTask<BlobId> PutAsync(BlobKind kind, ReadOnlyMemory<byte> plain, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plain.Length, BlobStore.MaxBlobLengthBytes, nameof(plain));
        BlobId.ThrowIfNotKind(kind); // now, since what follows makes a lease
        cancellationToken.ThrowIfCancellationRequested();
        WriteSession session = await BeginAsync(cancellationToken).ConfigureAwait(false);

        // Hashed outside any lock: it is most of the work.
        BlobId id = BlobId.Compute(kind, plain.Span);
        if (!TryPut(session, kind, id, plain))
        {
            await PutWhenThereIsRoomAsync(session, kind, id, plain, cancellationToken).ConfigureAwait(false);
        }

        return id;
    }

    /// <summary>Adds many blobs of one kind, as <see cref="PutAsync"/> would one after the other, and hashes them side by side.</summary>
    /// <param name="kind">What the blobs are.</param>
    /// <param name="buffer">Holds all of them; the caller may reuse it on return.</param>
    /// <param name="blobs">Where in <paramref name="buffer"/> each blob lies, each at most <see cref="BlobStore.MaxBlobLengthBytes"/>.</param>
    /// <param name="ids">Receives the id of blob i at place i.</param>
    /// <param name="cancellationToken">Cancels the wait for room; the blobs from some place on are then not put.</param>
    /// <exception cref="ArgumentException">
    /// The kind is not a kind, a blob lies outside the buffer or is too long, or <paramref name="ids"/> is too short. Nothing was put.
    /// </exception>
    /// <exception cref="ChunkStoreException">An earlier pack could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public async ValueTask PutManyAsync(
        BlobKind kind, ReadOnlyMemory<byte> buffer, ReadOnlyMemory<ByteRange> blobs, Memory<BlobId> ids, CancellationToken cancellationToken = default)
    {
        foreach (ByteRange blob in blobs.Span)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(blob.Length, BlobStore.MaxBlobLengthBytes, nameof(blobs));
        }

        cancellationToken.ThrowIfCancellationRequested();
        using Activity? activity = StoreActivity.Start(ActivityNames.PutMany);
        activity?.SetTag(TagNames.Blobs, blobs.Length);
        try
        {
            BlobId.ComputeMany(kind, buffer.Span, blobs.Span, ids.Span);
            WriteSession session = await BeginAsync(cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < blobs.Length; i++)
            {
                ByteRange blob = blobs.Span[i];
                ReadOnlyMemory<byte> plain = buffer.Slice(blob.Offset, blob.Length);
                if (!TryPut(session, kind, ids.Span[i], plain))
                {
                    await PutWhenThereIsRoomAsync(session, kind, ids.Span[i], plain, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception failure)
        {
            activity.Fail(failure);
            throw;
        }
    }

    /// <summary>
    /// Cuts what comes out of a pipe into chunks, as the store's <see cref="StoreFormat.Chunker"/> says, and adds them, until the pipe's
    /// writer completes.
    /// </summary>
    /// <param name="source">Is read as fast as there is room for its chunks; stays the caller's, who completes it.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The chunks in order; joined they are the pipe's content. Nothing is read before the enumeration begins.</returns>
    /// <remarks>Memory: one window of 1 MiB or twice the profile's longest chunk, whichever is more.</remarks>
    /// <exception cref="ChunkStoreException">An earlier pack could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public async IAsyncEnumerable<PutChunk> PutChunksAsync(PipeReader source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        WriteSession session = await BeginAsync(cancellationToken).ConfigureAwait(false);
        await foreach (ChunkBatch batch in ChunkHasher.ReadAsync(_chunker, source, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested(); // a reader over memory does not look at it
            for (int i = 0; i < batch.Chunks.Length; i++)
            {
                HashedChunk chunk = batch.Chunks.Span[i];
                BlobId id = new(chunk.Digest); // a chunk's id is its plain hash
                if (!TryPut(session, BlobKind.Chunk, id, batch.BytesOf(chunk)))
                {
                    await PutWhenThereIsRoomAsync(session, BlobKind.Chunk, id, batch.BytesOf(chunk), cancellationToken).ConfigureAwait(false);
                }

                yield return new PutChunk(id, chunk.Length);
            }
        }
    }

    /// <summary>Makes everything that was put so far durable and present.</summary>
    /// <param name="cancellationToken">Cancels the wait; what is being written is still written.</param>
    /// <exception cref="ChunkStoreException">A pack could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed.Task.IsCompleted, this);
        if (_session is { } beginning) // otherwise nothing was put
        {
            await Commits.RunAsync(ActivityNames.Flush, Commits.Flush, () => FlushSessionAsync(beginning, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the session. Blobs that were not flushed may be lost.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_disposed.TrySetResult())
        {
            return;
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        Task<WriteSession>? beginning;
        lock (_gate)
        {
            beginning = _session;
        }

        if (beginning is not null && await Task.WhenAny(beginning).ConfigureAwait(false) is { IsCompletedSuccessfully: true } begun)
        {
            await _groups.LeaveAsync(await begun.ConfigureAwait(false)).ConfigureAwait(false);
        }

        _ending.Dispose();
    }

    private async Task<bool> FlushSessionAsync(Task<WriteSession> beginning, CancellationToken cancellationToken)
    {
        WriteSession session = await beginning.WaitAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(session.Group.FlushAsync(), _disposed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(_disposed.Task.IsCompleted, this);
        session.Group.ThrowIfFailed();
        await session.Group.SettleAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    // The pin comes before the first blob is looked up: what is found present must stay so until the session ends.
    private ValueTask<WriteSession> BeginAsync(CancellationToken cancellationToken)
    {
        Task<WriteSession>? session = _session;
        if (session is null || _disposed.Task.IsCompleted)
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed.Task.IsCompleted, this);
                session = _session ??= _groups.JoinAsync(_counters, _ending.Token);
            }
        }

        return new(session.WaitAsync(cancellationToken));
    }

    private async ValueTask PutWhenThereIsRoomAsync(
        WriteSession session, BlobKind kind, BlobId id, ReadOnlyMemory<byte> plain, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed = session.Group.RoomChanged; // before the look, or the change could be missed
            if (TryPut(session, kind, id, plain))
            {
                return;
            }

            await Task.WhenAny(changed, _disposed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TryPut(WriteSession session, BlobKind kind, BlobId id, ReadOnlyMemory<byte> plain)
    {
        ObjectDisposedException.ThrowIf(_disposed.Task.IsCompleted, this);
        return session.TryPut(kind, id, plain.Span);
    }
}
