using System.IO.Pipelines;
using Hoody.LocalHost.Engine;
using Hoody.Volumes.Transfer;

namespace Hoody.LocalHost.Peers;

/// <summary>Joins two connections: what comes from one goes to the other, as far as the other has room.</summary>
internal sealed class PipeRelay
{
    private readonly TransferOptions _options;
    private long _lastPassed;

    private PipeRelay(TransferOptions options) => (_options, _lastPassed) = (options, options.Time.GetTimestamp());

    /// <summary>Passes bytes on until both directions have ended, or one has broken.</summary>
    /// <param name="one">A connection.</param>
    /// <param name="other">The connection to join it with.</param>
    /// <param name="options">
    /// For how long nothing may pass: twice the idle timeout, within which both sides would have ended the transfer. And at what rate what comes is passed on.
    /// </param>
    /// <param name="cancellationToken">Stops passing.</param>
    /// <exception cref="WorkException">Nothing passed for too long, or a connection broke: <c>connection-lost</c>.</exception>
    public static async Task RunAsync(IDuplexPipe one, IDuplexPipe other, TransferOptions options, CancellationToken cancellationToken)
    {
        PipeRelay relay = new(options);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task there = relay.PassAsync(one.Input, other.Output, stop.Token);
        Task back = relay.PassAsync(other.Input, one.Output, stop.Token);
        Task watch = relay.WatchAsync(stop.Token);
        Task both = Task.WhenAll(there, back);
        Task first = await Task.WhenAny(there, back, watch);
        if (first.IsCompletedSuccessfully)
        {
            first = await Task.WhenAny(both, watch);
        }

        await stop.CancelAsync();
        await both.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await first;
        }
        catch (IOException broken)
        {
            throw new WorkException("connection-lost", $"The connection between two peers broke: {broken.Message} Try again, what arrived is not sent twice", broken);
        }
    }

    private async Task PassAsync(PipeReader input, PipeWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
            {
                await (_options.Scheduler?.SendAsync(segment.Length, _options.Priority, cancellationToken) ?? ValueTask.CompletedTask);
                await output.WriteAsync(segment, cancellationToken);
            }

            Volatile.Write(ref _lastPassed, _options.Time.GetTimestamp());
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                await output.CompleteAsync();
                return;
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        TimeSpan most = 2 * _options.IdleTimeout;
        using PeriodicTimer timer = new(_options.IdleTimeout / 2, _options.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (_options.Time.GetElapsedTime(Volatile.Read(ref _lastPassed)) >= most)
            {
                throw new WorkException("connection-lost", $"Two peers have had nothing to say to each other for {most}; try again, what arrived is not sent twice");
            }
        }
    }
}
