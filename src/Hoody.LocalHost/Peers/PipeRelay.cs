using System.IO.Pipelines;

namespace Hoody.LocalHost.Peers;

/// <summary>Joins two connections: what comes from one goes to the other, as far as the other has room.</summary>
internal static class PipeRelay
{
    /// <summary>Passes bytes on until both directions have ended, or one has broken.</summary>
    public static async Task RunAsync(IDuplexPipe one, IDuplexPipe other, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task there = PassAsync(one.Input, other.Output, stop.Token);
        Task back = PassAsync(other.Input, one.Output, stop.Token);
        Task first = await Task.WhenAny(there, back);
        if (!first.IsCompletedSuccessfully)
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(there, back).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
        await Task.WhenAll(there, back);
    }

    private static async Task PassAsync(PipeReader input, PipeWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
            {
                await output.WriteAsync(segment, cancellationToken);
            }

            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                await output.CompleteAsync();
                return;
            }
        }
    }
}
