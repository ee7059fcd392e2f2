using System.Threading.Channels;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>Writes the packs of one session in the background, strictly in the order they were queued.</summary>
/// <remarks>The order is a promise: a tree becomes present only after the data that was put before it.</remarks>
internal sealed class PackQueue : IAsyncDisposable
{
    /// <summary>One batch waits while one is written: the disk never idles, and a session holds at most three batches in memory.</summary>
    internal const int WaitingBatchesMax = 1;

    private readonly Channel<PackBatch> _waiting = Channel.CreateBounded<PackBatch>(
        new BoundedChannelOptions(WaitingBatchesMax) { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly PackWriter _writer;
    private readonly Action<PackBuilder> _onWritten;
    private readonly Task _work;
    private volatile Exception? _failure;

    /// <param name="writer">Makes one pack durable.</param>
    /// <param name="onWritten">Called when a pack's blobs are present.</param>
    internal PackQueue(PackWriter writer, Action<PackBuilder> onWritten)
    {
        _writer = writer;
        _onWritten = onWritten;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>The first error, after which nothing more is written.</summary>
    internal Exception? Failure => _failure;

    /// <summary>Hands a batch over; false when there is no room, and the batch stays the caller's.</summary>
    internal bool TryEnqueue(PackBatch batch) => _waiting.Writer.TryWrite(batch);

    /// <summary>Ends when there may be room, or when there will never be: then <see cref="Failure"/> says why.</summary>
    internal async ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        await _waiting.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Abandons what is not written yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        PackBatch? batch = null;
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                while (_waiting.Reader.TryRead(out batch))
                {
                    await WriteAsync(batch.Data).ConfigureAwait(false);
                    await WriteAsync(batch.Trees).ConfigureAwait(false);
                    batch.Complete();
                }
            }
        }
        catch (Exception exception)
        {
            // Not lost: it is set before anybody who waits is released, and every later call of the session ends with it.
            _failure = exception;
        }

        _waiting.Writer.TryComplete();
        batch?.Complete();
        while (_waiting.Reader.TryRead(out batch))
        {
            batch.Complete();
        }
    }

    private async Task WriteAsync(PackBuilder? pack)
    {
        if (pack is { IsEmpty: false })
        {
            await _writer.WriteAsync(pack, _stop.Token).ConfigureAwait(false);
            _onWritten(pack);
        }
    }
}
