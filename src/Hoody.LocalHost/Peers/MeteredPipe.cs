using System.IO.Pipelines;
using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Peers;

/// <summary>A connection to the receiver of a transfer whose own progress is reported in another host: what is sent to it is counted here.</summary>
internal sealed class MeteredPipe(IDuplexPipe connection, TransferGauge? gauge) : IDuplexPipe
{
    public PipeReader Input => connection.Input;

    public PipeWriter Output { get; } = new Meter(connection.Output, gauge);

    private sealed class Meter(PipeWriter output, TransferGauge? gauge) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

        public override long UnflushedBytes => output.UnflushedBytes;

        public override void Advance(int bytes)
        {
            gauge?.Add(bytes);
            output.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => output.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => output.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => output.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);
    }
}
