using System.IO.Pipelines;

namespace Hoody.Volumes.Transfer;

/// <summary>One side of a transfer: its two directions, the watch over them, and the way it ends.</summary>
internal sealed class TransferSession : IDisposable
{
    // A side that is busy says so this often within the other's timeout.
    private const int SignsOfLifePerTimeout = 4;

    private readonly TransferOptions _options;
    private readonly IdleWatch _idle;
    private volatile bool _hasEnded;

    private TransferSession(IDuplexPipe connection, TransferOptions options)
    {
        _options = options;
        _idle = new IdleWatch(options.Time, options.IdleTimeout);
        Share = new SessionShare(options.Scheduler, options.Priority, options.IsWithinProcess);
        Reader = new FrameReader(connection.Input, _idle, Share);
        Writer = new FrameWriter(connection.Output, _idle, Share);
    }

    public FrameReader Reader { get; }

    public FrameWriter Writer { get; }

    /// <summary>What it has of what sessions share; given back when its work has ended, before the other side is told how: that one may take its time.</summary>
    public SessionShare Share { get; }

    public TransferOptions Options => _options;

    /// <summary>Does <paramref name="work"/> over a connection, and completes both of its directions however it ends.</summary>
    /// <remarks>The other side is told why, unless it told it itself.</remarks>
    public static async Task<T> RunAsync<T>(
        IDuplexPipe connection, TransferOptions options, Func<TransferSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using TransferSession session = new(connection, options);
        ReadOnlyMemory<byte>? error = null;
        try
        {
            T result = await session.WorkAsync(work, cancellationToken).ConfigureAwait(false);
            await session.EndAsync(cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (Exception failure)
        {
            // The end of a direction says as much as that it was lost.
            if (failure is not (TransferException { IsFromPeer: true } or TransferException { Error: TransferError.ConnectionLost }))
            {
                error = ErrorFrame.Encode(failure);
            }

            throw;
        }
        finally
        {
            session.Share.End();
            if (!session._hasEnded)
            {
                // Whoever reads no more does not get the reason either, and is not waited for for longer than for anything else.
                Task telling = session.Writer.CompleteAsync(error is null ? null : FrameType.Error, error ?? default).AsTask();
                await telling.WaitAsync(options.IdleTimeout, options.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await session.Reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The next frame, which must be of one of two types; an error of the other side is thrown.</summary>
    public async ValueTask<Frame> ExpectAsync(FrameType type, FrameType orType, CancellationToken cancellationToken)
    {
        Frame frame = await Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return Require(frame, type, orType);
    }

    /// <summary>The frame, if it is of one of two types.</summary>
    public static Frame Require(Frame frame, FrameType type, FrameType orType)
    {
        if (frame.Type == type || frame.Type == orType)
        {
            return frame;
        }

        using (frame)
        {
            throw frame.Type == FrameType.Error
                ? ErrorFrame.Decode(frame.Payload.Span)
                : new TransferProtocolException($"{frame.Type} frame", $"it is not its turn; {type} or {orType} is");
        }
    }

    public ValueTask SendAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Writer.WriteAsync(type, payload, default, cancellationToken);

    public void Dispose() => Writer.Dispose();

    private async Task<T> WorkAsync<T>(Func<TransferSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Companion.RunAsync(token => work(this, token), WatchAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (TransferException lost) when (lost is { Error: TransferError.ConnectionLost, IsFromPeer: false } && Writer.HasFailed)
        {
            throw await FindReasonAsync(cancellationToken).ConfigureAwait(false) ?? lost;
        }
    }

    /// <summary>Why the other side takes no more, if it said so.</summary>
    private async Task<TransferException?> FindReasonAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Companion.RunAsync(ReadReasonAsync, WatchAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (TransferException)
        {
            return null; // it ended without a word
        }
    }

    private async Task<TransferException?> ReadReasonAsync(CancellationToken cancellationToken)
    {
        // What was on its way when it ended stands before it.
        for (int i = 0; i <= TransferLimits.MaxOpenWants; i++)
        {
            using Frame frame = await Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (frame.Type == FrameType.Error)
            {
                return ErrorFrame.Decode(frame.Payload.Span);
            }
        }

        return null;
    }

    /// <summary>Ends this direction, and waits for the end of the other one: a connection that is closed before may take with it what was said last.</summary>
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        _hasEnded = true;
        await Writer.CompleteAsync(type: null, default).ConfigureAwait(false);
        try
        {
            await Companion.RunAsync(ReadToEndAsync, WatchAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is TransferException or OperationCanceledException)
        {
            return; // all is done; how the connection ends changes nothing
        }
    }

    // All was said: whoever goes on all the same would do so for ever.
    private async Task<bool> ReadToEndAsync(CancellationToken cancellationToken)
    {
        using Frame frame = await Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <summary>Ends with an error when the other side keeps this one waiting for too long; shows it life when this one has nothing to say.</summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task life = Task.CompletedTask; // not waited for: one that finds no room must not hold up the look at the time
        try
        {
            using PeriodicTimer timer = new(_options.IdleTimeout / SignsOfLifePerTimeout, _options.Time);
            long written = -1;
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                RequireProgress();
                if (written == Writer.BytesWritten && !_hasEnded && life.IsCompleted)
                {
                    await life.ConfigureAwait(false);
                    life = Writer.ShowLifeAsync(stop.Token).AsTask();
                }

                written = Writer.BytesWritten;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void RequireProgress()
    {
        if (_idle.IsExceeded)
        {
            throw new TransferException(
                TransferError.Idle, $"The other side kept this one waiting for {_options.IdleTimeout}. Run it again: what arrived is not sent twice.");
        }
    }
}
